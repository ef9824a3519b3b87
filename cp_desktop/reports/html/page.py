"""A document's tree as one page of HTML in UTF-8."""

import base64
import io
from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape

from cp_desktop.bundled import RESOURCES
from cp_desktop.errors import UserError
from cp_desktop.model import show
from cp_desktop.reports import palette
from cp_desktop.reports.blocks import (
    Appearance,
    Contents,
    Cover,
    Document,
    DrawnDocument,
    Index,
    SectionHeading,
    TitleBlock,
)
from cp_desktop.reports.index_entries import entries
from cp_desktop.reports.logo import on_white
from cp_desktop.reports.progress import STOPPED, Cancelled, Progress

from .body import HtmlBody, HtmlSection
from .markup import markup, quoted

STYLE = RESOURCES / "page.css"
# The page needs nothing from anywhere, and whatever is in it gets nothing.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def draw(
    document: Document,
    appearance: Appearance = Appearance(),  # noqa: B008 -- frozen
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> DrawnDocument:
    """A document as a page, the same bytes for the same tree and looks. Raises UserError when `cancelled()` says so,
    and for a logo that cannot be read."""
    body = HtmlBody(document.title)
    head, front, main, contents = "", list[str](), list[str](), ""
    index: tuple[int, Index] | None = None
    for at, block in enumerate(document.blocks):
        if cancelled is not None and cancelled():
            raise UserError(STOPPED)
        match block:
            case Cover() | TitleBlock():
                head = _head(document, block, appearance)
            case SectionHeading() if document.blocks[at + 1 : at + 2] == (Contents(),):
                contents = markup(block.text)  # it is the list's own
            case Contents():
                front, main = main, []
                contents = contents or "Contents"
            case Index():
                index = len(main), block
            case _:
                if drawn := body.drawn(block):
                    main.append(drawn)
    if index is not None:
        main.insert(index[0], _index(body.sections, index[1].terms))
    page = _page(document, appearance, head, [*front, *_contents(contents, body.sections)], main)
    if progress is not None:
        progress(1, 1, "Writing the page")
    return DrawnDocument(page.encode())


def _page(document: Document, appearance: Appearance, head: str, front: Iterable[str], main: Iterable[str]) -> str:
    foot = " · ".join(filter(None, (document.council, f"As at {show(document.as_at)}", document.mark)))
    large = ' class="large"' if appearance.large else ""
    return f"""<!DOCTYPE html>
<html lang="{document.language}"{large}>
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(f"{document.title} – {document.council}")}</title>
{_meta("description", document.subject)}{_meta("author", document.author)}<style>
{_colours(appearance.accent or palette.ACCENT)}
{STYLE.read_text(encoding="utf-8").strip()}
</style>
</head>
<body>
<a class="skip" href="#main">Skip to the text</a>
<header>
{head}
</header>
{"".join(f"{part}{chr(10)}" for part in front)}<main id="main" tabindex="-1">
{chr(10).join(main)}
</main>
<footer>
<p>{escape(foot)}</p>
</footer>
</body>
</html>
"""


def _head(document: Document, block: Cover | TitleBlock, appearance: Appearance) -> str:
    """The council, the title, for whom the paper is if not for everybody, and what is said of it first."""
    lines = [f'<p class="council">{escape(document.council)}</p>', f"<h1>{escape(document.title)}</h1>"]
    if appearance.logo is not None:
        lines.insert(0, _logo(appearance.logo, document.council))
    if document.mark:
        lines.append(f'<p class="mark">{escape(document.mark)}</p>')
    if isinstance(block, Cover):
        lines += [f'<p class="lead">{markup(line)}</p>' for line in block.lines]
        lines.append(f"<p>{markup(block.foot)}</p>")
    elif block.rows:
        rows = (f"<div><dt>{markup(label)}</dt><dd>{markup(value)}</dd></div>" for label, value in block.rows)
        lines.append(f"<dl>{''.join(rows)}</dl>")
    return "\n".join(lines)


def _logo(logo: bytes, council: str) -> str:
    """The logo within the page. Raises UserError where it cannot be read."""
    out = io.BytesIO()
    on_white(logo).save(out, "PNG")
    kept = base64.b64encode(out.getvalue()).decode()
    return f'<img class="logo" alt="{quoted(f"Logo of {council}")}" src="data:image/png;base64,{kept}">'


def _meta(name: str, content: str) -> str:
    return f'<meta name="{name}" content="{quoted(content)}">\n' if content else ""


def _colours(accent: str) -> str:
    """The inks of the papers as the style sheet names them, the council's own accent among them."""
    names = ("INK", "QUIET", "HAIRLINE", "WARNING", "WARNING_BACKGROUND", "WHITE")
    inks = {name.lower().replace("_", "-"): getattr(palette, name) for name in names}
    inks |= {"accent": accent, "tint": palette.tint(accent)}
    said = (f"--{name}: {ink.lower()}" for name, ink in inks.items())
    return f":root {{ {'; '.join(said)}; }}"


# -- finding one's way


def _contents(title: str, sections: Sequence[HtmlSection]) -> list[str]:
    """The listed headings, linked; nothing where the document has no contents."""
    if not title:
        return []
    lines, depth = [f'<nav aria-labelledby="contents"><h2 id="contents">{title}</h2>'], 0
    for section in sections:
        if section.listed:
            steps = "<ul>" * (section.level - depth) or "</li>" + "</ul></li>" * (depth - section.level)
            lines.append(f"{steps}<li>")
            lines.append(_link(section))
            depth = section.level
    return ["\n".join([*lines, "</li></ul>" * depth, "</nav>"])]


def _index(sections: Sequence[HtmlSection], terms: Sequence[str]) -> str:
    """Headings and terms by letter, each with the listed parts in which it stands."""
    lines = [
        f"<div><dt>{escape(term)}</dt>{''.join(f'<dd>{_link(part)}</dd>' for part in parts)}</div>"
        for term, parts in entries(sections, terms)
    ]
    return "\n".join(['<dl class="index">', *lines, "</dl>"])


def _link(section: HtmlSection) -> str:
    return f'<a href="#{section.key}">{escape(section.title)}</a>'
