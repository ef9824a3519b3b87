"""A written value, typed as the mapped column it is meant for: what forms, importers and commands all read by."""

from typing import Any

from sqlalchemy import Boolean, Date, DateTime, Integer, String

from cp_desktop.model.base import ChoiceType, EmailAddress, Paragraphs, Reference, TimeOfDay, YearLabel

from .dates import read_day, read_moment
from .plain import (
    read_choice,
    read_email,
    read_number,
    read_reference,
    read_text,
    read_year_label,
    read_yes_or_no,
    refuse_error,
)
from .signs import visible
from .times import read_time, write_time


def read(text: str, kind: Any) -> Any:
    """A text as a value of that column type, None when it is blank. Raises UnreadableError."""
    text = visible(text)
    if not text:
        return None
    refuse_error(text)
    match kind:
        case ChoiceType():
            return read_choice(text, kind.choices)
        case TimeOfDay():
            return write_time(read_time(text))
        case EmailAddress():
            return read_email(text)
        case Reference():
            return read_reference(text)
        case YearLabel():
            return read_year_label(text)
        case String():
            return read_text(text, one_line=not isinstance(kind, Paragraphs))
        case Boolean():
            return read_yes_or_no(text)
        case Integer():
            return read_number(text)
        case DateTime():
            return read_moment(text)
        case Date():
            return read_day(text)
    raise TypeError(f"nothing is read as {kind!r}")
