"""What opens over the window: registers, imports, search, how a figure is counted, help."""
