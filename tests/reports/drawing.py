"""Papers that tests write themselves, drawn."""

import datetime as dt
import io
from typing import Any

from PIL import Image, ImageDraw

from cp_desktop.reports.blocks import Appearance
from cp_desktop.reports.builder import DocumentBuilder
from cp_desktop.reports.html import page
from cp_desktop.reports.pdf.drawer import draw

DAY = dt.date(2018, 1, 31)


def begun(title: str = "A paper", **more: Any) -> DocumentBuilder:
    """A paper with its head, to which nothing else was said yet."""
    paper = DocumentBuilder(title, council="Northborough", as_at=DAY, **more)
    paper.title_block([])
    return paper


def pdf_of(paper: DocumentBuilder, **looks: Any) -> bytes:
    """A paper as a PDF."""
    return draw(paper.document(), Appearance(**looks)).content


def html_of(paper: DocumentBuilder, **looks: Any) -> bytes:
    """A paper as a web page."""
    return page.draw(paper.document(), Appearance(**looks)).content


def png(size: tuple[int, int] = (300, 100), mode: str = "RGBA") -> bytes:
    """A picture."""
    image = Image.new(mode, size)
    ImageDraw.Draw(image).ellipse((0, 0, size[1], size[1]), fill="#5A1478" if mode != "1" else 1)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()
