"""Numbers, yes and no, choices and words: what is written of them, read strictly."""

import re
from functools import lru_cache

from cp_desktop.model.base import Choice
from cp_desktop.model.formats import normalise

from .addresses import why_no_address
from .dates import FIRST_DAY, LAST_DAY
from .signs import refuse_unseen, visible
from .unreadable import UnreadableError

LONGEST = 32_767  # letters: what one cell of Excel holds, and no export may cut off
MOST_DIGITS = 9
TOO_LARGE = f"it has more than {MOST_DIGITS} digits"
YES = frozenset(
    {"yes", "y", "x", "1", "true", "tick", "ticked", "committed"}
    | set("✓✔☑☒✅√●•⬤■▪◼🗸🗹\uf0fc\uf0fe")  # the last two as Word keeps a tick of Wingdings
)
NO = frozenset(
    {"no", "n", "0", "false", "not committed", "none", "na", "n/a", "not applicable", "nil"}
    | set("-–—−☐□○✗✘❌\uf0fb\uf0fd\uf0a8")
)

# What Excel and LibreOffice show where a formula went wrong.
_ERRORS = re.compile(
    r"#(?:N/A|REF!|DIV/0!|VALUE!|NAME\?|NUM!|NULL!|SPILL!|CALC!|FIELD!|BLOCKED!|CONNECT!|BUSY!|GETTING_DATA)|Err:\d{3}",
    re.ASCII | re.IGNORECASE,
)
_SIGNS = re.compile(r"[\W_]+")
_NUMBER = re.compile(r"-?(?:\d{1,9}|\d{1,3}(?:,\d{3}){1,2})", re.ASCII)
_DIGITS = re.compile(r"-?\d[\d,]*", re.ASCII)
_YEARS = re.compile(r"(\d{4}) ?[/-] ?(\d{2}|\d{4})", re.ASCII)


@lru_cache(maxsize=65_536)
def key(text: str) -> str:
    """What headings, labels and names are compared by: no case, accents, spaces or punctuation."""
    folded = normalise(text)
    return folded if folded.isalnum() else _SIGNS.sub("", folded)


def refuse_error(text: str) -> None:
    """Raises UnreadableError for what a spreadsheet shows where a formula went wrong: it is no value of any kind."""
    if text[:1] in ("#", "E", "e") and _ERRORS.fullmatch(text):
        because = "a spreadsheet shows it where a formula went wrong; correct that, or leave it empty"
        raise UnreadableError(text, "a value", because)


def read_text(text: str, one_line: bool = False) -> str:
    """Words without blanks at their ends; on `one_line` a line break is a blank.

    Raises UnreadableError for more than a cell of a spreadsheet holds, and as `refuse_unseen`.
    """
    text = " ".join(visible(text).split()) if one_line else text.strip()
    if len(text) > LONGEST:
        raise UnreadableError(text, f"a text of at most {LONGEST:,} letters")
    refuse_unseen(text, one_line)
    return text


def read_number(text: str) -> int:
    """A number without decimals, of nine digits at most; "1,800" is read as people write it. Raises UnreadableError."""
    text = text.strip()
    if _NUMBER.fullmatch(text):
        return int(text.replace(",", ""))
    large = _DIGITS.fullmatch(text) and sum(map(str.isdigit, text)) > MOST_DIGITS
    raise UnreadableError(
        text, "a whole number that can be kept" if large else "a whole number", TOO_LARGE * bool(large)
    )


def read_yes_or_no(text: str) -> bool:
    """Whether something is ticked or says yes. Raises UnreadableError for anything that says neither yes nor no."""
    said = normalise(text) or text.strip()  # of a dash alone nothing is left
    said = said.rstrip("\ufe0f")  # which has a sign drawn as a picture
    if said in YES:
        return True
    if said in NO:
        return False
    raise UnreadableError(text, "Yes or No")


def read_choice(text: str, choices: type[Choice]) -> Choice:
    """The choice of that label, value or other spelling. Raises UnreadableError, listing the labels."""
    wanted = key(text)
    for one in choices:
        if any(wanted == key(said) for said in (one.label, one.value, *one.others)):
            return one
    because = choices.why_not(text)
    expected = f"{because} one of: " if because else "one of: "
    raise UnreadableError(text, expected + ", ".join(one.label for one in choices))


def read_reference(text: str) -> str:
    """A number that others gave, as they write it: capitals, without blanks ("sc 012345" is SC012345)."""
    return "".join(read_text(text, one_line=True).upper().split())


def read_email(text: str) -> str:
    """One e-mail address. Raises UnreadableError for what is none, and for several."""
    text = text.strip()
    if because := why_no_address(text):
        raise UnreadableError(text, "an e-mail address", because, "name@council.gov.uk")
    return text


def read_year_label(text: str) -> str:
    """A municipal year as it is labelled, 2017/18; 2017-18 and 2017/2018 are the same. Raises UnreadableError."""
    found = _YEARS.fullmatch(text.strip())
    first = int(found[1]) if found else 0
    if not found or int(found[2]) not in ((first + 1) % 100, first + 1) or not FIRST_DAY.year <= first < LAST_DAY.year:
        raise UnreadableError(text.strip(), "a municipal year", write="2017/18")
    return f"{found[1]}/{found[2][-2:]}"
