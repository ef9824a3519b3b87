"""The commitments and menu returns that the register has, and what becomes of those that a file adds."""

import datetime as dt
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from cp_desktop.model import Commitment, Item, MenuReturn, show, table_of

from ..importer import ImportContext
from ..plan import ADDED, CHANGED, LEFT, number_of

if TYPE_CHECKING:
    from .commitments import Form


class StoredCommitments:
    """The edition's commitments and menu returns in the register, with those the file adds."""

    def __init__(self, context: ImportContext) -> None:
        self.context, self.draft = context, context.draft
        c, item, back = table_of(Commitment).c, table_of(Item).c, table_of(MenuReturn).c
        query = (
            select(c.councillor_id, c.item_id, c.withdrawn_on)
            .join_from(table_of(Commitment), table_of(Item))
            .where(item.edition_id == context.edition.id)
        )
        # When a pair was promised more than once, the latest says how it stands: None for a standing one.
        self.pairs: dict[tuple[int, int], dt.date | None] = {}
        for councillor, item_id, withdrawn_on in context.session.execute(query):
            earlier = self.pairs.get((councillor, item_id), dt.date.min)
            if earlier is not None:
                self.pairs[councillor, item_id] = None if withdrawn_on is None else max(earlier, withdrawn_on)
        returns = select(back.councillor_id, back.id, back.note).where(back.edition_id == context.edition.id)
        self.returns = {who: (number, note or "") for who, number, note in context.session.execute(returns)}
        self.standing_untold = 0

    def put(self, form: "Form") -> None:
        """Drafts what a form says that the register does not have, and says so in a line."""
        context, details, added, standing = self.context, list[str](), 0, 0
        made_on = form.day or context.assumed_day
        for number in form.unticked - form.wanted.keys():
            self.standing_untold += self.pairs.get((form.councillor, context.items[number].id), dt.date.min) is None
        for number in sorted(form.wanted):
            day = form.days.get(number, made_on)
            stays = self._stays(form, number, day)
            if stays is not None:
                self.draft.count_unchanged(Commitment)
                standing += stays == ""
                details += [stays] if stays else []
                continue
            self._add(form, number, day)
            added += 1
        returned = bool(added or standing) and form.councillor not in self.returns
        noted = self._keep_return(form, made_on, returned)
        if (added or returned) and form.day is None:
            context.assume_day(form.name)
        if added:
            details.insert(0, number_of(added, Commitment) + (f", {standing} there already" if standing else ""))
        elif not standing and not details:
            details.append("Nothing chosen")
        if noted:
            details.append(f"remark kept with the menu return: {noted}")
        context.line(form.row, form.name, ADDED if added else CHANGED if noted else LEFT, "; ".join(details))

    def _stays(self, form: "Form", number: int, day: dt.date) -> str | None:
        """Why a commitment is not added: "" where it stands, else in words; None where it is new."""
        pair = form.councillor, self.context.items[number].id
        if pair not in self.pairs:
            return None
        withdrawn_on = self.pairs[pair]
        if withdrawn_on is None:
            if form.withdrawn:
                return f"item {number} is withdrawn on {show(form.withdrawn)} in the file, and stays as it stands here"
            return ""
        if day <= withdrawn_on:
            return f"item {number} was withdrawn on {show(withdrawn_on)} and stays so"
        return None

    def _add(self, form: "Form", number: int, day: dt.date) -> None:
        item = self.context.items[number]
        values: dict[str, Any] = {"councillor_id": form.councillor, "item_id": item.id, "made_on": day}
        self.draft.add(Commitment, **values, own_words=form.wanted[number], withdrawn_on=form.withdrawn)
        self.pairs[form.councillor, item.id] = form.withdrawn

    def _keep_return(self, form: "Form", made_on: dt.date, returned: bool) -> str:
        """Drafts that the menu came back, and keeps with it what was said besides; that is returned where it is new."""
        said = [f"item {number}: {remark}" for number, remark in sorted(form.remarks.items())]
        number, note = self.returns.get(form.councillor, (0, ""))
        new = "; ".join(remark for remark in said if remark not in note)
        whole = "; ".join(filter(None, (note, new)))
        if returned:
            back = {"edition_id": self.context.edition.id, "councillor_id": form.councillor, "received_on": made_on}
            number = self.draft.add(MenuReturn, **back, note=whole or None)
        elif number and new:
            self.draft.change(MenuReturn, number, {"note": whole})
        if number:
            self.returns[form.councillor] = number, whole
        return new if number else ""

    def note_untold(self) -> None:
        """Says what stands though the file does not tick it."""
        if self.standing_untold:
            self.context.note(
                f"Left standing though not ticked in the file: {number_of(self.standing_untold, Commitment)}. "
                "An import withdraws nothing."
            )
