"""The grid of councillors and items."""
