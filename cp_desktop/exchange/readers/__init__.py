"""Other people's files, read as what they hold: sheets of cells. What the cells mean is nobody's business here."""

from .pasted import read_pasted
from .reading import read_file
from .sheets import ImportFile, Row, Sheet

__all__ = ["ImportFile", "Row", "Sheet", "read_file", "read_pasted"]
