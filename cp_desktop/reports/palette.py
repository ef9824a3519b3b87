"""The inks of every paper, whatever its format, as #RRGGBB. They hold 4.5:1 on white and on their grounds."""

from cp_desktop.model import READABLE, contrast

from .blocks import ChartState

INK = "#1B2529"
QUIET = "#55636A"
ACCENT = "#0B5C63"  # where the council has no colour of its own
HAIRLINE = "#C9D3D6"
WARNING = "#9A3B00"
WARNING_BACKGROUND = "#FDF3EC"
WHITE = "#FFFFFF"

UNDERTAKEN = ChartState("Undertaken", "#007A5A", "solid")
NOT_YET = ChartState("Not yet undertaken", "#B35C00", "slanted")
COMMITTED = ChartState("Committed", "#0072B2", "open")
UNCOMMITTED = ChartState("Undertaken without a commitment", "#8E4585", "dotted")


def thinned(colour: str, share: float) -> str:
    """A colour thinned with white."""
    parts = (int(255 * (1 - share + share * part / 255)) for part in bytes.fromhex(colour[1:]))
    return f"#{''.join(f'{part:02x}' for part in parts)}"


def tint_share(accent: str) -> float:
    """How much of an accent is in the pale tint that goes with it, on which the accent can still be read."""
    return next(
        (share / 100 for share in (7, 5, 3, 1) if contrast(accent, thinned(accent, share / 100)) >= READABLE), 0
    )


def tint(accent: str) -> str:
    """The pale tint that goes with an accent."""
    return thinned(accent, tint_share(accent))
