"""Visits: logged, followed until the report is closed, with what was seen and agreed."""
