"""Charts as drawings in the page, row by row, so that their labels flow; their numbers stand in a table below."""

from collections.abc import Iterator
from xml.sax.saxutils import escape

from cp_desktop.model import show
from cp_desktop.reports import palette
from cp_desktop.reports.blocks import Chart, ChartRow, ChartState
from cp_desktop.reports.chart_scale import ticks

from .markup import markup, quoted

WIDE, TALL = 320.0, 18.0  # of a bar, in units of its drawing
LETTERS = 11  # how tall they are in it
SIDE, GAP, ACROSS = 11.0, 3.0, 23  # of squares, and how many stand in a line


def figure(chart: Chart) -> str:
    """What the patterns mean, and the rows: one picture for who cannot see it, told in words."""
    key = "".join(f"<li>{_swatch(state)}{escape(state.label)}</li>" for state in chart.states)
    if chart.kind == "bars":
        highest = max((sum(number for _, number in row.parts) for row in chart.rows), default=1) or 1
        scale = ticks(highest, 6)
        rows = [_row(row, _bar(row, scale)) for row in chart.rows]
        rows.append(f'<div class="chart-row"><span></span>{_axis(scale)}<span></span></div>')
    else:
        rows = [_row(row, _squares(row)) for row in chart.rows]
    return (
        f'<div class="chart" role="img" aria-label="{quoted(chart.description)}">\n'
        f'<ul class="chart-key" aria-hidden="true">{key}</ul>\n'
        f'<div aria-hidden="true">\n{chr(10).join(rows)}\n</div>\n</div>'
    )


def _row(row: ChartRow, drawing: str) -> str:
    return f'<div class="chart-row"><span>{markup(row.label)}</span>{drawing}<span>{escape(row.written)}</span></div>'


def _svg(wide: float, tall: float, drawn: str, name: str = "") -> str:
    named = f' class="{name}"' if name else ""
    return f'<svg{named} viewBox="0 0 {wide:g} {tall:g}" focusable="false">{drawn}</svg>'


def _swatch(state: ChartState) -> str:
    return _svg(SIDE + 1, SIDE + 1, "".join(_filled(state, 0.5, 0.5, SIDE, SIDE)), "swatch")


def _bar(row: ChartRow, scale: list[int]) -> str:
    unit = (WIDE - 1) / scale[-1]
    drawn = [
        f'<path d="M{0.5 + tick * unit:.1f} 0V{TALL:g}" stroke="{palette.HAIRLINE}" stroke-width=".6"/>'
        for tick in scale
    ]
    at = 0.5
    for state, number in row.parts:
        if number:
            drawn += _filled(state, at, 2, number * unit, TALL - 4)
            drawn += _number(state, show(number), at, number * unit)
            at += number * unit
    return _svg(WIDE, TALL, "".join(drawn))


def _number(state: ChartState, text: str, at: float, wide: float) -> Iterator[str]:
    """A number in the middle of its part, on a background of its own where the part is not of one colour."""
    needs = 7.0 * len(text)
    if needs + 4 > wide:
        return
    middle = at + wide / 2
    if state.pattern in ("slanted", "dotted"):
        left = middle - needs / 2 - 1
        yield f'<rect x="{left:.1f}" y="3" width="{needs + 2:.1f}" height="{TALL - 6:g}" fill="{palette.WHITE}"/>'
    ink = palette.WHITE if state.pattern == "solid" else state.colour
    looks = f'font-size="{LETTERS}" font-weight="700" text-anchor="middle" fill="{ink}"'
    yield f'<text x="{middle:.1f}" y="13" {looks}>{text}</text>'


def _axis(scale: list[int]) -> str:
    unit = (WIDE - 1) / scale[-1]
    drawn = []
    for tick in scale:
        anchor = "start" if tick == 0 else "end" if tick == scale[-1] else "middle"
        x = 0.5 + tick * unit
        said = f'font-size="{LETTERS}" text-anchor="{anchor}" fill="{palette.QUIET}"'
        drawn.append(f'<text x="{x:.1f}" y="11" {said}>{show(tick)}</text>')
    return _svg(WIDE, 14, "".join(drawn), "axis")


def _squares(row: ChartRow) -> str:
    states = [state for state, number in row.parts for _ in range(number)]
    drawn: list[str] = []
    for place, state in enumerate(states):
        down, across = divmod(place, ACROSS)
        drawn += _filled(state, 0.5 + across * (SIDE + GAP), 0.5 + down * (SIDE + GAP), SIDE, SIDE)
    lines = max(-(-len(states) // ACROSS), 1)
    return _svg(ACROSS * (SIDE + GAP), lines * (SIDE + GAP), "".join(drawn))


def _filled(state: ChartState, x: float, y: float, wide: float, tall: float) -> Iterator[str]:
    """A rectangle filled as a state is: never by colour alone."""
    ink, fill = state.colour, palette.WHITE
    if state.pattern == "solid":
        fill = ink
    elif state.pattern != "open":
        fill = palette.thinned(ink, 0.16)
    yield (
        f'<rect x="{x:.1f}" y="{y:g}" width="{wide:.1f}" height="{tall:g}" fill="{fill}" stroke="{ink}" '
        'stroke-width=".9"/>'
    )
    if state.pattern == "slanted":
        yield f'<path d="{"".join(_slants(x, y, wide, tall))}" stroke="{ink}" stroke-width="1.3"/>'
    elif state.pattern == "dotted":
        yield f'<path d="{"".join(_dots(x, y, wide, tall))}" stroke="{ink}" stroke-width="1.9" stroke-linecap="round"/>'


def _slants(x: float, y: float, wide: float, tall: float) -> Iterator[str]:
    """Lines that rise to the right, each from where it enters a rectangle to where it leaves it."""
    at = 4.2
    while at < wide + tall:
        low, high = max(at - tall, 0), min(at, wide)
        yield f"M{x + low:.1f} {y + at - low:.1f}L{x + high:.1f} {y + at - high:.1f}"
        at += 4.2


def _dots(x: float, y: float, wide: float, tall: float) -> Iterator[str]:
    """Dots in rows, every other one moved by half a step."""
    for row in range(3):
        at = 2.0 + (2.4 if row % 2 else 0)
        while at < wide - 0.8:
            yield f"M{x + at:.1f} {y + tall * (row + 0.5) / 3:.1f}h0"
            at += 4.8
