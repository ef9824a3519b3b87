"""The page Desks: where every open report is."""
