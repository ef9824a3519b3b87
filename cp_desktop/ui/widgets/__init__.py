"""How everything looks: theme, glyphs, the small widgets and charts that pages are put together from."""
