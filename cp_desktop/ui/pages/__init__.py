"""The pages, one module each; the window names them in its list."""
