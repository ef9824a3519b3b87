"""The small Markdown that texts are written in, read once into the blocks of a paper.

Of CommonMark, as markdown-it-py reads it, there are headings, lists, bold, italic and links. Whatever somebody types
comes out: signs that do not pair up stay as they are, and nothing is ever taken for markup of any other kind.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import groupby

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, heading, list_block
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Delimiter
from markdown_it.token import Token

from .blocks import ItemList, ListItem, Paragraph, Run, SectionHeading, Text
from .text import clean

TextBlock = SectionHeading | Paragraph | ItemList

_ADDRESSES = ("https://", "http://", "mailto:")
_ITEM = re.compile(r"(?:[-*•]|\d{1,3}[.)])\s+\S")
_HEADING = re.compile(r"#{1,4}\s+\S")
_SIGNS = re.compile(r"[*\[]")
_DEEPEST = 3

BlockRule = Callable[[StateBlock, int, int, bool], bool]


def inline(text: str) -> Text:
    """A text of one line: its **bold**, *italic* and [words](address). An address of another kind than the web or mail
    is written out and goes nowhere."""
    text = clean(text)
    if not _SIGNS.search(text):
        return (Run(text),) if text else ()
    return tuple(_runs(_parser().parseInline(text)[0].children or []))


def verbatim(text: str) -> Text:
    """A text of one line in which no sign means anything: what somebody else wrote."""
    text = clean(text)
    return (Run(text),) if text else ()


def blocks(text: str, level: int = 2) -> list[TextBlock]:
    """A whole text: ## headings, paragraphs, - and 1. lists. Its highest headings get the given level, and none is
    below the third."""
    tokens = _parser().parse("\n".join(_lines(text)))
    found = list(_blocks(tokens, level))
    merged: list[TextBlock] = []
    for ordered, some in groupby(found, lambda block: block.ordered if isinstance(block, ItemList) else None):
        if ordered is None:
            merged += some
        else:  # another sign before an item is no reason for another list
            lists = [block for block in some if isinstance(block, ItemList)]
            merged.append(ItemList(tuple(item for one in lists for item in one.items), ordered))
    return merged


def _lines(text: str) -> Iterator[str]:
    """Lines as people type them, as CommonMark reads them: an item begins wherever its line does, and lies in none."""
    for typed in text.splitlines():
        line = clean(typed).strip()
        if _ITEM.match(line):
            yield ""
            line = line.replace("•", "-", 1) if line.startswith("•") else line
        yield line


def _blocks(tokens: Sequence[Token], level: int) -> Iterator[TextBlock]:
    items: list[ListItem] = []
    mark = ""
    for before, token in zip([None, *tokens], tokens, strict=False):
        match token.type:
            case "list_item_open":
                mark = f"{token.info}." if token.info else "•"
            case "list_item_close":
                mark = ""
            case "bullet_list_close" | "ordered_list_close":
                yield ItemList(tuple(items), token.type.startswith("ordered"))
                items = []
            case "inline":
                text = tuple(_runs(token.children or []))
                if before is not None and before.type == "heading_open":
                    depth = min(level + max(int(before.tag[1:]) - 2, 0), _DEEPEST)
                    yield SectionHeading(text, depth, depth, listed=False)
                elif mark:
                    items.append(ListItem(text, mark))
                else:
                    yield Paragraph(text)


def _runs(tokens: Sequence[Token]) -> Iterator[Run]:
    """What inline tokens say, words that are set alike in one run."""
    bold = italic = 0
    linked = address = ""
    pieces: list[Run] = []
    for token in tokens:
        match token.type:
            case "strong_open" | "strong_close":
                bold += token.nesting
            case "em_open" | "em_close":
                italic += token.nesting
            case "link_open":
                linked = str(token.attrs["href"])
                address = linked if linked.startswith(_ADDRESSES) else ""
            case "link_close":
                if linked and not address:
                    pieces.append(Run(f" ({linked})", bold > 0, italic > 0))
                linked = address = ""
            case _:
                pieces.append(Run(token.content.replace("\n", " "), bold > 0, italic > 0, address))
    for looks, some in groupby(pieces, lambda run: (run.bold, run.italic, run.address)):
        if words := "".join(run.text for run in some):
            yield Run(words, *looks)


# -- the parser


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("zero").enable(["heading", "list", "emphasis", "link"])
    parser.block.ruler.at("heading", _only(_HEADING, heading), {"alt": ["paragraph"]})
    parser.block.ruler.at("list", _only(_ITEM, list_block), {"alt": ["paragraph"]})
    parser.inline.ruler.at("emphasis", _asterisks)
    # Where a link may lead is ours to say, and its address stays as it was typed.
    parser.validateLink = lambda url: True  # type: ignore[method-assign]
    parser.normalizeLink = lambda url: url  # type: ignore[method-assign]
    return parser


def _only(pattern: re.Pattern[str], rule: BlockRule) -> BlockRule:
    """A rule for blocks that looks at lines of a pattern alone, and at none within a list."""

    def limited(state: StateBlock, first: int, last: int, silent: bool) -> bool:
        line = state.src[state.bMarks[first] + state.tShift[first] : state.eMarks[first]]
        return not state.level and pattern.match(line) is not None and rule(state, first, last, silent)

    return limited


def _asterisks(state: StateInline, silent: bool) -> bool:
    """Bold and italic, by asterisks alone: they begin before a word and end after one, whatever stands on their other
    side (CommonMark would leave `**Lead:**text` as it is)."""
    start = end = state.pos
    if silent or state.src[start] != "*":
        return False
    while end < state.posMax and state.src[end] == "*":
        end += 1
    begins = end < state.posMax and not state.src[end].isspace()
    ends = start > 0 and not state.src[start - 1].isspace()
    for _ in range(end - start):
        token = state.push("text", "", 0)
        token.content = "*"
        state.delimiters.append(Delimiter(ord("*"), end - start, len(state.tokens) - 1, -1, begins, ends))
    state.pos = end
    return True
