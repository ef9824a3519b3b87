"""The wards and districts that a file names: found among those of the register, or drafted as new ones."""

import datetime as dt
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from cp_desktop.model import District, Ward, table_of

from ..people import ward_key
from ..plan import Draft


def stood_on(ward: Any, day: dt.date) -> bool:
    """Whether a row of the wards has a period that holds a day."""
    return (ward.start is None or ward.start <= day) and (ward.end is None or ward.end >= day)


class Wards:
    """Those of the register as an import finds them, and those that it makes."""

    def __init__(self, session: Session, draft: Draft) -> None:
        self._draft = draft
        ward, district = table_of(Ward).c, table_of(District).c
        self._known: dict[str, list[Any]] = {}
        for row in session.execute(select(ward.id, ward.name, ward.start, ward.end, ward.district_id)):
            self._known.setdefault(ward_key(row.name), []).append(row)
        self._new: dict[str, int] = {}
        self.elsewhere: dict[str, None] = {}  # wards of which a list says another district than the register has
        self._districts: dict[str, int] = {
            ward_key(row.name): row.id for row in session.execute(select(district.id, district.name))
        }

    def named(self, name: str, district: str, day: dt.date | None) -> int:
        """The ward of that name as it stood on a day; made, with its district, where the register has none."""
        folded = ward_key(name)
        if folded in self._new:
            number = self._new[folded]
            if district and self._draft.added[Ward][number]["district_id"] is None:
                self._draft.change(Ward, number, {"district_id": self._district(district)})
            return number
        known = self._known.get(folded, [])
        if known:
            then = [one for one in known if day is None or stood_on(one, day)]
            ward = max(then or known, key=lambda one: one.start or dt.date.min)
            if district and ward.district_id is None:
                self._draft.change(Ward, ward.id, {"district_id": self._district(district)})
            elif district and self._districts.get(ward_key(district)) != ward.district_id:
                self.elsewhere.setdefault(f"{ward.name} in {district}")
            return int(ward.id)
        number = self._draft.add(Ward, name=name, district_id=self._district(district) if district else None)
        self._new[folded] = number
        return number

    def begin(self, name: str, district: str, start: dt.date) -> int:
        """A ward that begins on a day, beside one of that name which ended before."""
        return self._draft.add(Ward, name=name, district_id=self._district(district) if district else None, start=start)

    def knows(self, name: str) -> bool:
        return ward_key(name) in self._known or ward_key(name) in self._new

    def similar(self, name: str) -> list[tuple[int, str]]:
        """Wards whose names are nearly this one."""
        from rapidfuzz import fuzz, process

        names = {key: key for key in self._known}
        near = process.extract(ward_key(name), names, scorer=fuzz.ratio, limit=3, score_cutoff=80)
        return [(self._known[key][-1].id, self._known[key][-1].name) for _, _, key in near]

    def _district(self, name: str) -> int:
        """The district of that name, made where the register has none."""
        folded = ward_key(name)
        if folded not in self._districts:
            self._districts[folded] = self._draft.add(District, name=name)
        return self._districts[folded]
