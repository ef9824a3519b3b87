"""What tests of the file stand on."""

from tests.rights import as_nobody, open_place

__all__ = ["as_nobody", "open_place"]
