"""What the mapped classes say of themselves, and the rules they keep."""

import datetime as dt
from contextlib import nullcontext
from typing import Any

import pytest
from sqlalchemy import CheckConstraint, UniqueConstraint, inspect

from cp_desktop.disclosure import GUARDED, INTERNAL, PRIVATE, PUBLIC
from cp_desktop.errors import UserError
from cp_desktop.model import Base, Choice, Councillor, Home, Term, Ward, fields, record_named, records, table_of
from cp_desktop.model.base import ChoiceType
from cp_desktop.model.visits import CONCERN_FACTS
from cp_desktop.register import Register
from cp_desktop.register.history import Change, Operation

SUBJECTS = [record for record in records() if record not in (Operation, Change)]


@pytest.mark.parametrize("kind", SUBJECTS)
def test_every_column_says_what_it_is(kind: type[Base]) -> None:
    declared = {name: field for name, _, field in fields(kind)}
    assert declared.keys() == {column.key for column in table_of(kind).columns} - {"id"}
    for field in declared.values():
        assert field.label == field.label.strip() != ""
        assert field.label[0].isupper() or not field.label[0].isalpha(), field.label
        assert not field.help.endswith("."), field.help
        assert all(heading == heading.lower() for heading in field.headings), field.headings
    labels = [field.label for field in declared.values()]
    assert len(set(labels)) == len(labels), "two columns of one form with the same label"
    titles = [title.lower() for field in declared.values() for title in {field.label.lower(), *field.headings}]
    assert len(set(titles)) == len(titles), "a spreadsheet's heading would fit two columns"


@pytest.mark.parametrize("kind", SUBJECTS)
def test_every_subject_has_its_words(kind: type[Base]) -> None:
    assert vars(kind).keys() >= {"one", "many"}, "the words of another class"
    assert kind.one != kind.many == kind.many.lower()
    assert kind.display_attribute in inspect(kind).column_attrs, "what a row is called is not there"
    assert record_named(table_of(kind).name) is kind


@pytest.mark.parametrize("kind", SUBJECTS)
def test_every_broken_rule_has_its_sentence(kind: type[Base]) -> None:
    names = {column.key for column in table_of(kind).columns}
    for constraint in table_of(kind).constraints:
        if isinstance(constraint, CheckConstraint) and constraint.name != "ck_council_one_row":
            assert constraint.info["sentence"].endswith("."), constraint.name
            assert constraint.info["field"] in names, constraint.name
        if isinstance(constraint, CheckConstraint | UniqueConstraint):
            assert str(constraint.name).startswith(("ck_", "uq_")), "without a name no migration can change it"


@pytest.mark.parametrize("kind", SUBJECTS)
def test_references_are_indexed(kind: type[Base]) -> None:
    table = table_of(kind)
    leading = {next(iter(index.columns)).name for index in table.indexes}
    leading |= {next(iter(one.columns)).name for one in table.constraints if isinstance(one, UniqueConstraint)}
    assert {column.name for column in table.columns if column.foreign_keys} <= leading


def test_choices_read_differently_and_are_kept_as_short_text() -> None:
    choices = {column.type.choices for kind in SUBJECTS for _, column, _ in fields(kind) if _is_choice(column)}
    assert choices
    for choice in choices:
        labels = [member.label for member in choice]
        assert len(set(labels)) == len(labels)
        assert all(isinstance(member, Choice) and member.value.isidentifier() for member in choice)


def _is_choice(column: Any) -> bool:
    return isinstance(column.type, ChoiceType)


def test_what_is_never_published_is_marked() -> None:
    kept = {f"{table_of(kind).name}.{name}": field.disclosure for kind in SUBJECTS for name, _, field in fields(kind)}
    assert {name for name, disclosure in kept.items() if disclosure is GUARDED} >= {
        *(f"visit.{name}" for name in ("seen", "running", "culture", "experience", "staff_work", "agencies")),
        *(f"visit.{name}" for name in ("went_well", "needs_met", "met", "reason", "concern", *CONCERN_FACTS)),
        *("visit_action.what", "attachment.name", "content.held"),
    }
    assert kept["councillor.phone"] is kept["councillor.notes"] is PRIVATE
    assert kept["home.name"] is kept["home.address"] is kept["children_count.children"] is INTERNAL
    assert {name for name, disclosure in kept.items() if disclosure > PUBLIC} >= {
        "councillor.phone",
        "councillor.notes",
        "home.name",
        "home.address",
        "home.notes",
        "children_count.children",
        "visit.seen",
        "visit.went_well",
        "visit_action.what",
        "visit.experience",
        "visit.running",
        "visit.culture",
        "visit.staff_work",
        "visit.agencies",
        "visit.met",
        "visit.needs_met",
        "visit.reason",
        "attachment.name",
        "content.held",
        "ward_count.number",
        "visit.concern_kind",
        "visit.concern_raised_on",
        "visit.concern",
        "visit.concern_reported_on",
        "visit.concern_reported_to",
        "visit.concern_reported_by",
        "visit.concern_reference",
    }


@pytest.mark.parametrize(
    ("first_end", "second_start", "fine"),
    [
        (dt.date(2018, 5, 6), dt.date(2018, 5, 7), True),
        (dt.date(2018, 5, 7), dt.date(2018, 5, 7), False),
        (None, dt.date(2018, 5, 7), False),
    ],
)
def test_terms_of_one_councillor_do_not_overlap(
    register: Register, first_end: dt.date | None, second_start: dt.date, fine: bool
) -> None:
    ward = Ward(name="Mill")
    terms = [Term(start=second_start, ward=ward), Term(start=dt.date(2016, 5, 9), end=first_end, ward=ward)]
    refused = nullcontext() if fine else pytest.raises(UserError, match=r"Ann Lee overlap.*Nothing was saved\.")
    with refused, register.operation("Elect") as session:
        session.add(Councillor(forename="Ann", surname="Lee", terms=terms))


def test_days_out_of_order_are_refused_beside_their_field(register: Register) -> None:
    with (
        pytest.raises(UserError, match=r"closes before it opens\. Nothing was saved\.") as refused,
        register.operation("Add home") as session,
    ):
        session.add(Home(name="Oak", opened_on=dt.date(2018, 1, 2), closed_on=dt.date(2018, 1, 1)))
    assert refused.value.field == "closed_on"
