"""The widgets and charts that pages are put together from; all of them read the theme when they paint."""
