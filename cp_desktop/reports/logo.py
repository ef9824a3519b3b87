"""The council's logo, made fit for paper: on white, for papers are."""

import io
from typing import Any

from cp_desktop.errors import UserError
from cp_desktop.sandbox.picture import harmless


def on_white(image: bytes) -> Any:
    """The logo as a picture of Pillow's without anything to see through. Raises UserError where it cannot be read."""
    from PIL import Image

    try:
        if not harmless(image):  # another program may have written the register
            raise ValueError("no logo of ours")
        with Image.open(io.BytesIO(image), formats=("PNG",)) as opened:
            seen = opened.convert("RGBA")
    except Exception as problem:  # whatever a damaged picture does to Pillow
        raise UserError(
            "The council's logo cannot be read. Nothing was printed. Choose another in Settings, under Council."
        ) from problem
    white = Image.new("RGBA", seen.size, "white")
    return Image.alpha_composite(white, seen).convert("RGB")
