"""The council's logo on paper."""

from typing import Any

from reportlab.lib.utils import ImageReader

from cp_desktop.reports.logo import on_white

from .charts import DrawnFlowable
from .tagging import Element

TALL, WIDE = 46.0, 150.0  # the most it takes


class Logo(DrawnFlowable):
    """The logo, as large as its box allows, at its left or its right end. On white: papers are."""

    def __init__(self, image: bytes, council: str, size: float = 1.0, *, right: bool = False) -> None:
        """Raises UserError where the image cannot be read."""
        self.image = on_white(image)
        wide, tall = self.image.size
        shrunk = min(TALL * size / tall, WIDE * size / wide)
        super().__init__(tall * shrunk, Element("Figure", alternative=f"Logo of {council}"))
        self.wide, self.right = wide * shrunk, right

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        super().wrap(width, height)
        self.left = width - self.wide if self.right else 0.0
        return width, self.height

    def paint(self, canvas: Any) -> None:
        canvas.drawImage(ImageReader(self.image), self.left, 0, self.wide, self.height)
