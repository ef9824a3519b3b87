"""Which homes were visited in a window of dates, which are due, and who should go."""
