"""Erasing one who left: the name is in no byte of the register, and every figure is as it was."""

import datetime as dt
import io
import json
import zipfile
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import String, select, update
from sqlalchemy.orm import Session

from cp_desktop import app_data, figures
from cp_desktop.errors import UserError
from cp_desktop.figures.retention import past_periods
from cp_desktop.model import (
    Attachment,
    Base,
    Content,
    Council,
    Councillor,
    Edition,
    Erasure,
    Home,
    Officer,
    Post,
    RememberedChoice,
    Retention,
    RetentionKind,
    Term,
    Visit,
    VisitKind,
    Visitor,
    Ward,
    fields,
    records,
    show,
    table_of,
)
from cp_desktop.model.base import ChoiceType, EmailAddress
from cp_desktop.register import Register
from cp_desktop.register.naming import Naming
from cp_desktop.register.people import people
from cp_desktop.services import attachments, councillors, second_place
from cp_desktop.services import records as saving
from cp_desktop.services.checking import check
from cp_desktop.services.privacy import ErasureChoices, clear, erase, plan_erasure, usual_choices
from tests.conftest import RegisterWith, as_made

TODAY = dt.date(2026, 3, 2)
NAME, EMAIL, PHONE = "Wilhelmina Quarrington", "w.quarrington@council.example", "07700 900461"
STORY = "The garden is new, and Wilhelmina Quarrington planted a tree with the cook."


def a_leaver(session: Session) -> None:
    ward = Ward(name="Abbey")
    session.add_all(
        [
            Councillor(
                forename="Wilhelmina",
                surname="Quarrington",
                member_id="M-4711",
                email=EMAIL,
                phone=PHONE,
                notes="Prefers evenings.",
                terms=[Term(ward=ward, party="Independent", start=dt.date(2014, 5, 22), end=dt.date(2018, 5, 2))],
            ),
            Councillor(forename="Ben", surname="Ashdown", terms=[Term(ward=ward, start=dt.date(2016, 5, 9))]),
            Officer(name="Konstantin Drewe", end=dt.date(2019, 1, 31), post=Post(title="Manager of Oak House")),
        ]
    )
    session.flush()
    visit = Visit(
        home=Home(name="Oak House"),
        visited_on=dt.date(2017, 10, 18),
        kind=VisitKind.MONITORING,
        seen=STORY,
        culture="Cllr Quarrington was welcome.",
        concern=True,
        concern_reported_by=NAME,
        visitors=[Visitor(councillor_id=1)],
    )
    session.add(visit)


@pytest.fixture
def left(register_with: RegisterWith) -> Register:
    """A register whose first councillor left in 2018, with a visit that she made and that names her."""
    return register_with("Set up Wilhelmina Quarrington's visit", a_leaver)


def everything_chosen(register: Register, key: str = NAME) -> ErasureChoices:
    plan = plan_erasure(register, key, TODAY)
    return ErasureChoices(frozenset(one.place for one in plan.mentions), usual_choices(plan).files)


def holding(place: Path, *words: str) -> list[str]:
    """The files at a place in whose bytes a word stands, in any way in which SQLite or Windows writes words."""
    found = []
    for path in sorted(place.rglob("*")):
        for word in words if path.is_file() else ():
            for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
                if word.encode(encoding) in path.read_bytes():
                    found.append(f"{path.name}: {word}")
    return found


def test_no_byte_of_the_register_or_a_later_copy_has_the_name(left: Register, tmp_path: Path) -> None:
    with left.operation("Edit councillor: Wilhelmina Quarrington") as session:
        session.get_one(Councillor, 1).notes = "Married name: Quarrington."
    assert holding(tmp_path, NAME, EMAIL, PHONE, "M-4711")
    erase(left, NAME, everything_chosen(left), TODAY)
    left.store.write_copy(tmp_path / "later.cpregister")
    left.close()
    assert holding(tmp_path, NAME, "Wilhelmina", "Quarrington", EMAIL, PHONE, "M-4711", "evenings") == []


def test_the_row_stays_under_another_name_with_all_that_counts(left: Register) -> None:
    sentence = erase(left, NAME, today=TODAY)
    with left.reading() as session:
        councillor = session.get_one(Councillor, 1)
        assert (councillor.name, councillor.email, councillor.phone) == ("Former councillor 1", None, None)
        assert [(term.party, term.end) for term in councillor.terms] == [("Independent", dt.date(2018, 5, 2))]
        assert session.scalar(select(Visitor.councillor_id)) == 1
        visit = session.scalars(select(Visit)).one()
        assert visit.seen == STORY.replace(NAME, "Former councillor 1")
        # The surname alone may be somebody else's, and of a concern nothing is changed unless she says so.
        assert (visit.culture, visit.concern_reported_by) == ("Cllr Quarrington was welcome.", NAME)
    assert "2 texts may name them still" in sentence


def test_the_history_says_that_when_and_by_whom_and_not_what(left: Register) -> None:
    erase(left, NAME, everything_chosen(left), TODAY)
    with left.reading() as session:
        kept = session.scalars(select(Erasure)).one()
        assert (kept.table_name, kept.row_key, kept.erased_on) == ("councillor", 1, dt.date.today())
        last = left.entries()[-1]
        assert last.label == "Erase a councillor who left: now Former councillor 1"
        assert last.who
        told = json.dumps([[row.before, row.after] for row in session.execute(select(Base.metadata.tables["change"]))])
        assert "Quarrington" not in told
        assert not any("Quarrington" in entry.label for entry in left.entries())


def test_the_seals_fit_and_every_row_is_as_the_history_says(left: Register) -> None:
    erase(left, NAME, everything_chosen(left), TODAY)
    assert sound(left)


def sound(register: Register) -> bool:
    return check(register, lambda *_: None, lambda: False).sound


def test_undo_and_redo_cannot_bring_the_name_back(left: Register) -> None:
    record = left_record(left)
    record.values["phone"] = "07700 900999"
    saving.save(left, record)
    left.undo()
    before = len(left.entries())
    erase(left, NAME, everything_chosen(left), TODAY)
    assert left.undoable() == (None, None)
    refusals = []
    for entry in left.entries()[:-1]:
        for turn in (left.undo, left.redo):
            with pytest.raises(UserError) as refused:
                turn(entry.number)
            refusals.append(str(refused.value))
    assert len(left.entries()) == before + 1
    assert sum("something of it was erased on" in sentence for sentence in refusals) == 4
    with left.reading() as session:
        assert session.get_one(Councillor, 1).surname == "councillor 1"


def left_record(register: Register) -> saving.Record:
    with register.reading() as session:
        return saving.load(session, Councillor, 1)


def test_names_and_contacts_of_before_go_too(left: Register, tmp_path: Path) -> None:
    record = left_record(left)
    record.values |= {"surname": "Summerscale", "email": "w.summerscale@council.example"}
    saving.save(left, record)
    erase(left, "Wilhelmina Summerscale", everything_chosen(left, "Wilhelmina Summerscale"), TODAY)
    left.close()
    assert holding(tmp_path, "Wilhelmina", "Quarrington", "Summerscale", "summerscale", EMAIL) == []


def test_one_whose_record_was_deleted_is_erased_from_the_history(left: Register, tmp_path: Path) -> None:
    with left.operation("Delete post: Manager of Oak House") as session:
        session.delete(session.scalars(select(Post).join(Officer)).one())
    assert holding(tmp_path, "Konstantin Drewe")
    erase(left, "Konstantin Drewe", today=dt.date.today() + dt.timedelta(days=1))
    left.close()
    assert holding(tmp_path, "Konstantin", "Drewe") == []


def test_what_an_import_remembers_is_searched_too(left: Register, tmp_path: Path) -> None:
    """No names are to be kept there, and if a file had one in a column of words, it is found."""
    with left.operation("Import") as session:
        session.add(RememberedChoice(kind="survey", shape="f00d", subject="word: Done?", said=NAME, means=EMAIL))
    found = [one for one in plan_erasure(left, NAME, TODAY).mentions if one.place[0] == "remembered_choice"]
    assert sorted(one.label for one in found if one.fully) == ["Is taken as", "The file says"]
    erase(left, NAME, everything_chosen(left), TODAY)
    left.close()
    assert holding(tmp_path, NAME, EMAIL) == []


def test_of_one_who_was_merged_the_other_record_is_told_and_erased(left: Register, tmp_path: Path) -> None:
    with left.operation("Add councillor: Wilhelmina Quarrington") as session:
        term = Term(ward_id=1, start=dt.date(2017, 1, 1), end=dt.date(2018, 5, 2))
        session.add(
            Councillor(id=3, forename="Wilhelmina", surname="Quarrington", email="w@other.example", terms=[term])
        )
    councillors.merge(left, 1, 3)
    after = dt.date.today() + dt.timedelta(days=1)
    plan = plan_erasure(left, "councillor:1", after)
    assert "The history holds another record of that name, councillor:3, which is erased by itself." in plan.elsewhere
    for key in ("councillor:1", "councillor:3"):
        plan = plan_erasure(left, key, after)
        erase(left, key, ErasureChoices(frozenset(one.place for one in plan.mentions), frozenset()), after)
    left.close()
    assert holding(tmp_path, NAME, "Wilhelmina", "Quarrington", EMAIL, "w@other.example") == []


def test_who_is_in_office_or_erased_already_is_refused(left: Register) -> None:
    with pytest.raises(UserError, match="Ben Ashdown is still in office"):
        plan_erasure(left, "Ben Ashdown", TODAY)
    with pytest.raises(UserError, match="names nobody as Nobody Here"):
        plan_erasure(left, "Nobody Here", TODAY)
    erase(left, NAME, today=TODAY)
    with pytest.raises(UserError, match="was erased on"):
        plan_erasure(left, "councillor:1", TODAY)


def test_a_namesake_keeps_the_name(left: Register) -> None:
    with left.operation("Another") as session:
        ward = session.scalars(select(Ward)).first()
        terms = [Term(ward=ward, start=dt.date(2020, 5, 9))]
        session.add(Councillor(forename="Wilhelmina", surname="Quarrington", terms=terms))
    with pytest.raises(UserError, match="Several people are called"):
        plan_erasure(left, NAME, TODAY)
    plan = plan_erasure(left, "councillor:1", TODAY)
    assert not any(one.fully for one in plan.mentions)  # it may be the other one: she decides
    erase(left, "councillor:1", today=TODAY)
    with left.reading() as session:
        assert session.get_one(Councillor, 3).name == NAME
        assert session.scalars(select(Visit.seen)).one() == STORY


def zipped(words: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        halves = words.replace(" ", "</w:t><w:t> ")  # as Word splits what was typed
        file.writestr("word/document.xml", f"<w:p><w:t>{halves}</w:t></w:p>")
    return packed.getvalue()


@pytest.mark.parametrize(
    "held", [f"Report by {NAME}".encode(), f"By {NAME}".encode("utf-16"), zipped(f"By {NAME} herself")]
)
def test_a_file_that_names_her_goes_with_its_bytes(left: Register, tmp_path: Path, held: bytes) -> None:
    (tmp_path / "in").mkdir()
    for name, content in (("report.bin", held), ("other.txt", b"of somebody else"), ("scan.pdf", b"%PDF-1.4 ...")):
        (tmp_path / "in" / name).write_bytes(content)
        attachments.attach(left, 1, tmp_path / "in" / name)
    removed = left.entries()[-3].number
    plan = plan_erasure(left, NAME, TODAY)
    assert [file.name for file in plan.files] == ["report.bin"]
    assert [file.name for file in plan.unread] == ["scan.pdf"]  # told, as it cannot be looked into
    erase(left, NAME, today=TODAY)
    with left.reading() as session:
        assert sorted(session.scalars(select(Attachment.name))) == ["other.txt", "scan.pdf"]
        assert held not in set(session.scalars(select(Content.held)))
    with pytest.raises(UserError, match="something of it was erased"):
        left.undo(removed)


def test_drafts_on_this_computer_and_older_copies_are_told(left: Register) -> None:
    with left.reading() as session:
        uid = session.get_one(Council, 1).register_uid
    app_data.keep_draft(f"{uid}/log-visit-new", json.dumps({"typed": {"seen": "Zoë asked Wilhelmina Quarrington"}}))
    app_data.keep_draft(f"{uid}/log-visit-2", json.dumps({"typed": {"seen": "Nothing"}}))
    left.store.keep_copy("by hand")
    plan = plan_erasure(left, NAME, TODAY)
    assert (plan.drafts, [copy.why for copy in plan.copies]) == ([f"{uid}/log-visit-new"], ["by hand"])
    sentence = erase(left, NAME, today=TODAY)
    assert "1 copy made on" in sentence
    assert app_data.read_draft(f"{uid}/log-visit-new") is None
    assert app_data.read_draft(f"{uid}/log-visit-2") is not None
    left.store.remove_copies(plan.copies)
    assert left.store.copies() == []


def test_what_holds_the_name_elsewhere_is_told(left: Register, tmp_path: Path) -> None:
    with left.reading() as session:
        uid = session.get_one(Council, 1).register_uid
    stick = tmp_path / "stick"
    stick.mkdir()
    left.store.keep_copy("by hand")
    second_place.choose(uid, stick, "Northborough")
    second_place.finish(30)
    aside = f"{left.place.path.stem} (set aside 2018-01-02 0930).cpregister"
    left.store.write_copy(left.place.path.with_name(aside))
    said = " ".join(plan_erasure(left, NAME, TODAY).elsewhere)
    assert f"Copies in the second place, {stick}, hold the name still (1, of {show(dt.date.today())})" in said
    assert f"{aside}, beside the register, is another version of it" in said
    stick.rename(tmp_path / "away")
    done = erase(left, NAME, today=TODAY)
    assert f"The second place, {stick}, was not reached: copies there made before" in done
    assert aside in done


def all_figures(session: Session) -> list[Any]:
    """Every figure of every menu, at four days, with the numbers of homes."""
    said: list[Any] = []
    for day in (dt.date(2017, 8, 1), dt.date(2018, 1, 31), dt.date(2018, 5, 21), dt.date(2019, 1, 1)):
        for menu in session.scalars(select(Edition.id).order_by(Edition.id)):
            totals, items = figures.totals_and_items(session, menu, day)
            said += [(day, key, one.numerator, one.denominator) for key, one in totals.items()]
            said += [(day, line.number, key, one.numerator) for line in items for key, one in line.figures.items()]
        said += [(day, key, one.numerator) for key, one in figures.homes(session, day).items()]
    return said


def test_every_figure_of_the_demo_stays(demo_file: Path, tmp_path: Path) -> None:
    path = tmp_path / "demo.cpregister"
    path.write_bytes(demo_file.read_bytes())
    with closing(as_made(path)) as register:
        with register.operation("All leave") as session:
            session.execute(update(table_of(Term)).values(end=dt.date(2018, 5, 3)))
        with register.reading() as session:
            before = all_figures(session)
            leavers = [one.key for one in people(session) if one.kind is Councillor][:3]
        for key in leavers:
            erase(register, key, today=TODAY)
        with register.reading() as session:
            assert all_figures(session) == before
            assert len(before) > 100
            assert session.get_one(Councillor, int(leavers[0].split(":")[1])).forename == "Former"


def test_each_period_clears_its_own_and_from_the_history_too(left: Register, tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_bytes(b"an attached note")
    attachments.attach(left, 1, tmp_path / "note.txt")
    (tmp_path / "note.txt").unlink()
    with left.operation("Edit visit") as session:
        session.scalars(select(Visit)).one().went_well = "The baker came."
        session.add_all([Retention(kind=kind, months=12) for kind in RetentionKind])
    with pytest.raises(UserError, match="one by one"):
        clear(left, RetentionKind.COUNCILLORS, TODAY)
    clear(left, RetentionKind.NARRATIVES, TODAY)
    with left.reading() as session:
        visit = session.scalars(select(Visit)).one()
        assert (visit.seen, visit.went_well, visit.concern_reported_by) == (None, None, NAME)
    later = dt.date.today().replace(year=dt.date.today().year + 3, day=1)
    clear(left, RetentionKind.ATTACHMENTS, later)
    clear(left, RetentionKind.HISTORY, later)
    with pytest.raises(UserError, match="is older than"):
        clear(left, RetentionKind.MESSAGES, TODAY)
    assert sound(left)
    left.close()
    assert holding(tmp_path, "The baker came", "planted a tree", "note.txt", "an attached note") == []


def test_a_name_is_found_as_people_write_it() -> None:
    naming = Naming(["Zoë O'Hara-Łukasz", "J. R. Bell"], ["zoe@x.example"])
    for text in ("ZOE OHARA LUKASZ spoke", "Zoë  O’Hara Łukasz's report", "to zoe@x.example.", "J R Bell"):
        assert naming.names_fully(text), text
    for text in ("Zoë and O'Hara-Łukasz", "annzoe@x.example", "Zoë, O'Hara-Łukasz", "the bell", ""):
        assert not naming.names_fully(text), text
    assert naming.may_name("Cllr Bell's visit")
    assert not naming.may_name("a bell rang")
    assert naming.replaced("With J. R. Bell's and Cllr Bell.", "X", loosely=True) == "With X's and Cllr X."


def test_every_text_of_a_person_is_declared_to_go_or_to_stay() -> None:
    """A new column of a person, or a new table of people with an address, has to say what an erasure does with it."""
    for kind in records():
        texts = [
            name
            for name, column, _ in fields(kind)
            if isinstance(column.type, String) and not isinstance(column.type, ChoiceType)
        ]
        addresses = [
            column
            for _, column, said in fields(kind)
            if isinstance(column.type, EmailAddress) or "elephone" in said.label
        ]
        if kind.person is None:
            assert addresses == [], f"{kind.__name__} holds people: declare its `person`"
        else:
            said = {*kind.person.name, *kind.person.emptied, *kind.person.stays}
            assert set(texts) - said == set(), f"say of {kind.__name__} whether an erasure empties them"


def test_who_left_is_past_the_period_from_the_day_after_it(left: Register) -> None:
    with left.operation("A period") as session:
        session.add(Retention(kind=RetentionKind.COUNCILLORS, months=12))
        [ended] = session.scalars(select(Term.end).where(Term.end.is_not(None))).all()
    assert ended is not None
    with left.reading() as session:
        on_the_last_day = past_periods(session, ended.replace(year=ended.year + 1))
        on_the_day_after = past_periods(session, ended.replace(year=ended.year + 1) + dt.timedelta(days=1))
    assert (len(on_the_last_day), [due.number for due in on_the_day_after]) == (0, [1])
