"""What a paper can be told, and how that is kept with one that was tabled."""

import datetime as dt
import json
from dataclasses import asdict, dataclass, fields
from typing import Any, Self


@dataclass(frozen=True)
class Options:
    """What a document can be told besides its year and day; each takes what is meant for it.

    `visit` is the key of the visit that is reported, or for which the form is taken along (its home, day and
    councillors are filled in). `concern` prints the safeguarding facts in the report: whoever asks for them has put
    their opening into the history first. `home` is the name that stands on the form. `since` and `until` are the
    first and last day on which visits count for the coverage. `by` names the tables that the survey summary has
    besides the one by item: of "group", "district" and "ward". `person` is whom the paper is about, by name or key
    ("councillor:7"). `large` is the large-print edition: 18 points, and
    nothing below 16.
    """

    visit: int | None = None
    concern: bool = False
    home: str | None = None
    since: dt.date | None = None
    until: dt.date | None = None
    by: tuple[str, ...] = ()
    person: str | None = None
    large: bool = False

    @property
    def edition(self) -> str:
        """What the edition is called."""
        return "Large print" if self.large else "Standard"

    def as_json(self) -> str:
        """What differs from the usual, to be kept with a tabled paper."""
        given = {name: value for name, value in asdict(self).items() if value != getattr(USUAL, name)}
        return json.dumps(given, default=dt.date.isoformat, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """What `as_json` kept; what this version of the program does not know is left out."""
        given: dict[str, Any] = json.loads(text)
        for name, value in given.items():
            if isinstance(value, list):  # JSON knows no tuples and no dates
                given[name] = tuple(value)
            elif name in ("since", "until"):
                given[name] = dt.date.fromisoformat(value)
        return cls(**{field.name: given[field.name] for field in fields(cls) if field.name in given})


USUAL = Options()
