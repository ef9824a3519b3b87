"""CP Desktop: the register of a council's corporate parenting coordinator."""

__version__ = "0.3.0"
