"""Charts as pictures for formats that hold no drawings: as the PDF draws them, and no second time."""

import datetime as dt
import io
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from cp_desktop.reports.blocks import Appearance, Chart, Document, Picture

from . import style
from .drawer import draw

SHARP = 200 / 72  # dots for each point: 200 to the inch
INKS = 64  # different ones in a picture: its states, their thinned grounds, and the edges of letters
NO_DAY = dt.date(2000, 1, 1)  # stands at the foot of the page, which is cut off


def chart_pictures(chart: Chart, appearance: Appearance) -> tuple[tuple[Picture, ...], tuple[str, ...]]:
    """A chart without its caption as pictures, one for each page that it takes; and what no font has in it.

    The same chart gives the same bytes.
    """
    drawn = draw(Document("", "", NO_DAY, (replace(chart, caption=()),)), replace(appearance, logo=None))
    return tuple(_cut_out(drawn.content, appearance.large)), drawn.left_out


def _cut_out(pdf: bytes, large: bool) -> Iterator[Picture]:
    """What stands between the margins of each page, as far down as there is something."""
    import pypdfium2
    from PIL import Image, ImageChops

    foot = style.edition(large).foot(False)
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            picture: Any = page.render(
                scale=SHARP, crop=(style.LEFT - 3, foot, style.RIGHT - 3, style.TOP - 4)
            ).to_pil()
            page.close()
            seen = ImageChops.difference(picture, Image.new("RGB", picture.size, "white")).getbbox()
            if seen is None:
                continue
            cut = picture.crop((0, max(seen[1] - 4, 0), picture.width, seen[3] + 4))
            out = io.BytesIO()
            cut.quantize(INKS, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
            yield Picture(out.getvalue(), picture.width / SHARP)
