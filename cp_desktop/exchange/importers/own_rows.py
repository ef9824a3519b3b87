"""Which rows of a list are the council's own: by the local authority that they name, and by their kind of provision."""

from collections import Counter

from sqlalchemy import select

from cp_desktop.model import Council, show, table_of
from cp_desktop.model.formats import listed
from cp_desktop.model.values import key, quoted

from ..cells import line
from ..choices import Option
from ..importer import ImportContext
from ..readers import Row
from .authorities import authority_words, like_council

ALL = Option("all", "All of them: the list is of our area alone")
_TAKE, _LEAVE = Option("take", "Take them"), Option("leave", "Leave them out")
_CHILDRENS_HOME = {"childrenshome", "childrenshomes"}


class OwnRows:
    """Which rows of a list are of the council's own area, and of a kind of provision that is taken.

    Which authority is ours is asked, and with `keep` once: it is then kept with the council. A list without such a
    column is ours.
    """

    def __init__(self, context: ImportContext, keep: bool = True) -> None:
        self._context, self._keep = context, keep
        self._place, self._provision = context.place("authority"), context.place("provision")
        council = table_of(Council).c
        self._council = context.session.execute(select(council.id, council.name, council.ofsted_authority)).one()
        self.counts = Counter(self._authority(row) for row in context.table.rows)
        self.ours = self._ask_authority() if self._place is not None and set(self.counts) != {""} else ALL.value
        self._taken = self._ask_provisions() if self.ours else {}
        self._elsewhere, self._others = 0, Counter[str]()

    @property
    def known(self) -> bool:
        """Whether it is said which rows are ours."""
        return self.ours is not None

    @property
    def words(self) -> frozenset[str]:
        """What our authority is known by."""
        return authority_words(self.ours if self.ours and self.ours != ALL.value else self._council.name)

    @property
    def of_england(self) -> bool:
        """Whether the list has rows of others: then it is no list of the council's own."""
        return self.ours not in (None, ALL.value)

    def _authority(self, row: Row) -> str:
        return line(row.cells[self._place]) if self._place is not None else ""

    def type_of(self, row: Row) -> str:
        return line(row.cells[self._provision]) if self._provision is not None else ""

    def other_area(self, row: Row) -> str | None:
        """The authority of a row that is not the council's own."""
        said = self._authority(row)
        mine = self._council.ofsted_authority or self._council.name
        return said if self.ours == ALL.value and said and authority_words(said) != authority_words(mine) else None

    def has(self, row: Row) -> bool:
        """Whether a row is taken."""
        return self._is_ours(row) and self._taken.get(key(self.type_of(row)), True)

    def takes(self, row: Row) -> bool:
        """Whether a row is taken; those that are not are counted for `tell`."""
        if not self._is_ours(row):
            self._elsewhere += 1
        elif not self.has(row):
            self._others[self.type_of(row)] += 1
        else:
            return True
        return False

    def _is_ours(self, row: Row) -> bool:
        return self.ours == ALL.value or key(self._authority(row)) == key(self.ours or "")

    def tell(self) -> None:
        """Says how many rows were not taken."""
        total = show(sum(self.counts.values()))
        if self._elsewhere:
            self._context.note(f"{show(self._elsewhere)} of the {total} rows are not of {self.ours}: not read.")
        if self._others:
            kinds = listed([f"{show(count)} {quoted(name)}" for name, count in self._others.most_common()])
            self._context.note(f"Left out, of other kinds of provision: {kinds}.")

    def _ask_authority(self) -> str | None:
        names: dict[str, str] = {}
        for name in self.counts:
            if name:
                names.setdefault(key(name), name)
        kept = like_council(names.values(), self._council.ofsted_authority or "")
        proposed = kept or like_council(names.values(), self._council.name)
        if proposed is None and len(names) == 1:
            [proposed] = names.values()
        order = sorted(names.values(), key=lambda name: (name != proposed, name))
        count = Counter(key(name) for name in self.counts.elements())
        answers = [Option(name, f"{name} ({show(count[key(name)])} rows)") for name in order]
        rows = f"the list has {show(sum(self.counts.values()))} rows of {show(len(names))} local authorities."
        if len(names) == 1:
            rows = f"all rows are of the local authority {quoted(order[0])}."
        given = self._context.ask(
            "authority",
            f"{rows} Which is {quoted(self._council.name)}? Only its rows are taken.",
            [*answers, ALL],
            cause="Whose rows they are",
            column="authority",
            proposed=proposed,
            default=kept,
        )
        if self._keep and given and given not in (ALL.value, self._council.ofsted_authority):
            self._context.draft.change(Council, self._council.id, {"ofsted_authority": given})
        return given

    def _ask_provisions(self) -> dict[str, bool]:
        """Whether each type of provision is taken: children's homes, until she says otherwise."""
        if self._provision is None:
            return {}
        types = Counter(self.type_of(row) for row in self._context.table.rows if self._is_ours(row))
        # A list of all England has agencies and schools too; what stands in a list of our own is meant.
        choosy = self.of_england and any(key(name) in _CHILDRENS_HOME for name in types)
        taken = {}
        for name, count in types.most_common():
            if not name:
                continue
            usual = _LEAVE.value if choosy and key(name) not in _CHILDRENS_HOME else _TAKE.value
            before = self._context.meaning(self._provision, name)
            given = self._context.ask(
                f"provision: {name}",
                f"{show(count)} of our rows {'is' if count == 1 else 'are'} of the type “{quoted(name)}”.",
                [_TAKE, _LEAVE],
                cause="Which kinds of provision are taken",
                column="provision",
                default=before if before in (_TAKE.value, _LEAVE.value) else usual,
            )
            if given is not None and (given != usual or before is not None):
                # What she ticks is known for the next list of the same make.
                self._context.plan.learned[f"word: {self._context.table.headings[self._provision]}", name] = given
            taken[key(name)] = given == _TAKE.value
        return taken
