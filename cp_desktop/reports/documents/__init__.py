"""What stands in each paper, a module a paper: `compose` reads the register and returns the tree of its blocks.

Nothing here knows in what format it will be drawn.
"""
