"""Which ward a row means: found by its name, else asked."""

import datetime as dt

from cp_desktop.model.values import quoted

from ..choices import LEFT_OUT, Option
from ..importer import ImportContext
from ..readers import Row

WARDS = "Which ward"
_A_NEW_ONE = Option("new", "A new ward")


def ward_of(
    context: ImportContext, row: Row, name: str, district: str, day: dt.date | None, new: bool = False
) -> int | None:
    """The ward that a row names, as it stood on a day; asked about where the register has none of that name.

    With `new` a name that is like no other makes a ward; without, it is asked about too. None while it is open, and
    where the row is left out.
    """
    wards = context.wards
    if wards.knows(name):
        return wards.named(name, district, day)
    answers = [Option(f"ward:{number}", label) for number, label in wards.similar(name)]
    said = f"the register has no ward “{quoted(name)}”"
    if not new:
        proposed = answers[0].value if answers else LEFT_OUT
        given = context.trouble(row, "ward", said, answers, proposed=proposed)
    elif answers:
        key, proposed = f"ward: {name}", answers[0].value
        given = context.ask(key, said, [*answers, _A_NEW_ONE], cause=WARDS, row=row, column="ward", proposed=proposed)
    else:
        return wards.named(name, district, day)
    if given == _A_NEW_ONE.value:
        return wards.named(name, district, day)
    return int(given.partition(":")[2]) if given else None
