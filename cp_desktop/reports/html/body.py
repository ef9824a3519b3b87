"""The blocks of a document as HTML, and the parts under its headings, from which contents and index are made."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import assert_never
from xml.sax.saxutils import escape

from cp_desktop.model import normalise
from cp_desktop.reports import blocks as tree
from cp_desktop.reports.blocks import plain

from . import charts
from .markup import markup, quoted

ROLES = {"body": "", "lead": ' class="lead"', "small": ' class="small"'}


@dataclass
class HtmlSection:
    """A heading that was met, with the key to link to it and all that is said up to the next one."""

    title: str = ""
    key: str = ""
    level: int = 0
    listed: bool = False
    words: list[str] = field(default_factory=list)


class HtmlBody:
    """Blocks as HTML, one after another."""

    def __init__(self, title: str) -> None:
        self.title = title
        self.sections = [HtmlSection()]
        self._keys = {"main", "contents"}
        self._tables = 0
        self._fields = 0

    # -- what every block goes through

    def said(self, text: tree.Text) -> str:
        """A text, heard by the index."""
        self.sections[-1].words.append(plain(text))
        return markup(text)

    def drawn(self, block: tree.Block) -> str:
        """A block as HTML; nothing for one that is a matter of sheets, or whose place is found when all is known."""
        match block:
            case tree.SectionHeading():
                return self._heading(block)
            case tree.Paragraph():
                return self._paragraph(block)
            case tree.ItemList():
                return self._list(block)
            case tree.Quotation():
                return self._quotation(block)
            case tree.Callout():
                return self._callout(block)
            case tree.FoldCard():
                return f'<div class="ticks">\n{self._all(each for panel in block.panels for each in panel)}\n</div>'
            case tree.KeyFigures():
                return self._key_figures(block)
            case tree.DataTable():
                return self._table(block)
            case tree.Chart():
                return self._chart(block)
            case tree.Note():
                return f'<p class="small">{self.said(block.text)}</p>'
            case tree.FormRow():
                return f'<div class="fields">\n{"".join(map(self._field, block.fields))}</div>'
            case tree.FormQuestion():
                return self._question(block)
            case (
                tree.Cover() | tree.TitleBlock() | tree.Contents() | tree.Index() | tree.PageBreak() | tree.RoomNeeded()
            ):
                return ""
            case _:
                assert_never(block)

    def _all(self, blocks: Iterable[tree.Block]) -> str:
        return "\n".join(self.drawn(block) for block in blocks)

    # -- text

    def _heading(self, heading: tree.SectionHeading) -> str:
        key = self.begin(plain(heading.text), heading.level, heading.listed)
        return f'<h{heading.level + 1} id="{key}">{markup(heading.text)}</h{heading.level + 1}>'

    def begin(self, title: str, level: int, listed: bool) -> str:
        """Begins the part under a heading; returns the key to link to it."""
        name = re.sub(r"[^a-z0-9]+", "-", normalise(title)).strip("-") or "part"
        key, number = name, 1
        while key in self._keys:
            number += 1
            key = f"{name}-{number}"
        self._keys.add(key)
        self.sections.append(HtmlSection(title, key, level, listed))
        return key

    def _paragraph(self, block: tree.Paragraph) -> str:
        if block.number:
            return f'<p class="numbered"><span>{escape(block.number)}</span> {self.said(block.text)}</p>'
        return f"<p{ROLES[block.role]}>{self.said(block.text)}</p>"

    def _list(self, block: tree.ItemList) -> str:
        inset = ' class="inset"' if block.inset else ""
        if not block.ordered:
            return f"<ul{inset}>\n{''.join(f'<li>{self.said(item.text)}</li>{chr(10)}' for item in block.items)}</ul>"
        first = due = _number_of(block.items[0])
        lines = []
        for item in block.items:
            number = _number_of(item)
            numbered = f' value="{number}"' if number != due else ""
            lines.append(f"<li{numbered}>{self.said(item.text)}</li>\n")
            due = number + 1
        start = f' start="{first}"' if first != 1 else ""
        return f"<ol{inset}{start}>\n{''.join(lines)}</ol>"

    def _quotation(self, block: tree.Quotation) -> str:
        """A browser draws every sign; only words of what nobody can see are no words."""
        if not block.words:
            return ""
        self.sections[-1].words.append(block.words)
        named = f"<figcaption>{escape(block.by)}</figcaption>" if block.by else ""
        words = f"“{escape(block.words)}”"
        return f'<figure class="quote"><blockquote><p>{words}</p></blockquote>{named}</figure>'

    def _callout(self, block: tree.Callout) -> str:
        head = f'<p class="box-head">{self.said(block.title)}</p>\n' if block.title else ""
        return f'<div class="box{" warning" if block.warning else ""}">\n{head}{self._all(block.blocks)}\n</div>'

    # -- numbers

    def _key_figures(self, block: tree.KeyFigures) -> str:
        items = (
            f"<li><strong>{self.said(each.number)}</strong> {self.said(each.label)} "
            f"<small>{self.said(each.base)}</small></li>\n"
            for each in block.numbers
        )
        return f'<ul class="figures">\n{"".join(items)}</ul>'

    def _table(self, block: tree.DataTable) -> str:
        """A table with its caption, or what stands above it; the first words of a row are its heading."""
        self._tables += 1
        name = f"table-{self._tables}"
        caption = self.said(block.caption) if block.caption else escape(self.sections[-1].title or self.title)
        hidden = "" if block.caption else ' class="unseen"'
        remark = f'<br><span class="small">{self.said(block.remark)}</span>' if block.remark else ""
        heads = "".join(
            f'<th scope="col"{_number(column.number)}>{self.said(column.title)}</th>' if column.title else "<td></td>"
            for column in block.columns
        )
        blank = (self._blank(block, number) for number in range(1, block.blank + 1))
        rows = "".join([*(self._row(block, row) for row in block.rows), *blank])
        foot = f"<tfoot>\n{self._row(block, block.total)}</tfoot>" if block.total is not None else ""
        return (
            f'<div class="table" role="region" aria-labelledby="{name}" tabindex="0"><table>\n'
            f'<caption><span id="{name}"{hidden}>{caption}</span>{remark}</caption>\n'
            f"<thead><tr>{heads}</tr></thead>\n<tbody>\n{rows}</tbody>\n{foot}</table></div>"
        )

    def _row(self, block: tree.DataTable, row: tree.TableRow) -> str:
        cells = []
        for at, (column, text) in enumerate(zip(block.columns, row, strict=True)):
            tag = 'th scope="row"' if at == block.row_heading and plain(text).strip() else "td"
            cells.append(f"<{tag}{_number(column.number)}>{self.said(text)}</{tag[:2]}>")
        return f"<tr>{''.join(cells)}</tr>\n"

    def _blank(self, block: tree.DataTable, number: int) -> str:
        cells = (
            f'<td><textarea rows="1" aria-label="{quoted(f"{plain(column.title)}, row {number}")}"></textarea></td>'
            for column in block.columns
        )
        return f"<tr>{''.join(cells)}</tr>\n"

    def _chart(self, block: tree.Chart) -> str:
        return (
            f'<figure class="drawn">\n<figcaption>{self.said(block.caption)}</figcaption>\n{charts.figure(block)}\n'
            f"<details><summary>The numbers of this chart</summary>\n{self._table(block.table)}\n</details>\n</figure>"
        )

    # -- places to fill in

    def _field(self, one: tree.FormField) -> str:
        if one.choices:
            return f"<fieldset><legend>{self.said(one.label)}</legend>{''.join(self._boxes(one.choices))}</fieldset>\n"
        self._fields += 1
        key = f"field-{self._fields}"
        self.sections[-1].words.append(plain(one.value))
        value = f' value="{quoted(plain(one.value))}"' if one.value else ""
        return (
            f'<p><label for="{key}">{self.said(one.label)}</label> '
            f'<input type="text" id="{key}" autocomplete="off"{value}></p>\n'
        )

    def _boxes(self, choices: Iterable[tree.Text]) -> Iterator[str]:
        for choice in choices:
            yield f'<label class="choice"><input type="checkbox" autocomplete="off"> {self.said(choice)}</label>'

    def _question(self, block: tree.FormQuestion) -> str:
        key = self.begin(plain(block.label), 1, listed=False)
        made = [f'<h2 id="{key}">{markup(block.label)}</h2>']
        described = ""
        if block.help:
            made.append(f'<p class="small" id="{key}-help">{self.said(block.help)}</p>')
            described = f' aria-describedby="{key}-help"'
        if block.choices:
            boxes = "".join(self._boxes(block.choices))
            made.append(f'<div class="choices" role="group" aria-labelledby="{key}"{described}>{boxes}</div>')
        if block.lines:
            made.append(
                f'<textarea rows="{block.lines}" aria-labelledby="{key}"{described} autocomplete="off"></textarea>'
            )
        return "\n".join(made)


def _number_of(item: tree.ListItem) -> int:
    return int(item.mark.rstrip("."))


def _number(number: bool) -> str:
    return ' class="number"' if number else ""
