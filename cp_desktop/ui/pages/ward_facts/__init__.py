"""Ward facts: dated counts by ward, typed in a grid or pasted, and the monthly letters made of them."""
