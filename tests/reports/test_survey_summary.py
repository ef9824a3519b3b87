"""The survey summary as the committee gets it: its parts in order, its numbers in the tables, nobody's secrets."""

import datetime as dt
import re
from pathlib import Path

import pytest
from sqlalchemy import select, update

from cp_desktop import figures, reports
from cp_desktop.errors import UserError
from cp_desktop.figures.involvement import involved
from cp_desktop.model import (
    Activity,
    Attendance,
    Council,
    Councillor,
    District,
    Edition,
    Event,
    EventKind,
    Home,
    Involvement,
    Item,
    MunicipalYear,
    Term,
    Visit,
    VisitKind,
    Visitor,
    Ward,
)
from cp_desktop.register import Register
from cp_desktop.reports.involvement import suggested
from cp_desktop.reports.sentences import SUMMARY, Sentence, sentences
from cp_desktop.services.texts import edit_involvement, edit_sentence

from .conftest import AS_AT, PRIVATE, letters, outside, printed, words
from .test_survey_sentences import world


def test_it_has_the_shape_of_a_scrutiny_report(year: Register, tmp_path: Path) -> None:
    paper = printed(year, SUMMARY, tmp_path)
    titles = [entry.title for entry in paper.outline if not isinstance(entry, list)]
    assert titles == [
        "1. Purpose",
        "2. What the committee is asked to do",
        "3. Background",
        "4. How the survey was done",
        "5. What councillors promised and did",
        "6. Item by item",
        "7. Member involvement in the area",
        "8. Visits to children's homes",
        "9. Next steps",
        "10. Contact",
        "11. How the figures are defined",
    ]
    text = words(paper)
    assert "Report of Siân O'Hara-Łukasz To Children & <b>Families</b> Committee Figures as at 31 Jan 2018" in text
    assert "2.1 The committee is asked to: 1. note what councillors promised" in text
    numbers = re.findall(r"\b(\d+)\.(\d+) [A-Z“]", text)
    assert {int(chapter) for chapter, _ in numbers} == set(range(1, 12))


def test_every_sentence_of_the_figures_is_printed_once_with_its_number(year: Register, tmp_path: Path) -> None:
    text = words(printed(year, SUMMARY, tmp_path))
    with year.reading() as session:
        got = [one.text.replace("**", "") for one in sentences(session, as_at=AS_AT)]
    assert len(got) == 10
    for sentence in got:
        assert len(re.findall(rf"\d\.\d {re.escape(sentence)}", text)) == 1


def test_her_words_are_printed_even_while_they_are_flagged(year: Register, tmp_path: Path) -> None:
    edit_sentence(year, 1, Sentence("known", "", "what the figures gave long ago"), "We know of **five** deeds.")
    text = words(printed(year, SUMMARY, tmp_path))
    assert "We know of five deeds." in text
    assert "The coordinator knows of 1 more" not in text


# -- tables on request


def test_tables_by_group_district_and_ward_are_printed_on_request(year: Register, tmp_path: Path) -> None:
    with year.operation("Places") as session:
        session.execute(update(Council).values(ward_word="electoral division", district_word="quarter"))
        ward = session.scalars(select(Ward)).one()
        ward.district = District(name="Upper Quarter")
        other = Ward(name="Zeal")
        session.add(other)
        session.flush()
        first = session.scalar(select(Councillor.id).limit(1))
        session.execute(update(Term).where(Term.councillor_id == first).values(ward_id=other.id))
    plain = words(printed(year, SUMMARY, tmp_path))
    assert "Upper Quarter" not in plain
    assert "by electoral division" not in plain
    text = words(printed(year, SUMMARY, tmp_path, by=("ward", "group", "district")))
    of_pairs = ("commitments", "undertaken_replies", "undertaken_known", "not_yet_replies")
    of_members = ("members", "menu_returns", "commitments", "replies", "undertaken_known")
    with year.reading() as session:
        edition = session.scalar(select(Edition.id))
        totals = figures.totals(session, edition, AS_AT)
        for by, keys, whole in (
            ("group", of_pairs, "All groups"),
            ("district", of_members, "Whole council"),
            ("ward", of_members, "Whole council"),
        ):
            lines = figures.breakdown(session, edition, AS_AT, by)  # type: ignore[arg-type]
            rows = [(line.label, line.figures) for line in lines] + [(whole, totals)]
            assert len(rows) > (1 if by == "group" else 2)
            got = " ".join(f"{label} {' '.join(str(of[key].numerator) for key in keys)}" for label, of in rows)
            assert got in text, by
    for caption in (
        "Table 2: commitments and what became of them, by group of the menu",
        "Table 3: councillors, commitments and activity by quarter",
        "Table 4: councillors, commitments and activity by electoral division",
    ):
        assert caption in text


def test_a_table_that_there_is_not(year: Register) -> None:
    with pytest.raises(UserError, match=r"no table by “party”.*group, district, ward"):
        reports.render(year, SUMMARY, as_at=AS_AT, options=reports.Options(by=("ward", "party")))


# -- charts


def test_the_replies_come_in_step_by_step(year: Register, tmp_path: Path) -> None:
    text = words(printed(year, SUMMARY, tmp_path))
    # First replies on 1 Dec and 9 Jan, told week by week; the base is the four who returned the menu.
    got = re.findall(r"By (\d+ \w+ \d+) [\d ]*?(\d) of 4", text)
    days = ["1 Dec 2017", "8 Dec 2017", "15 Dec 2017", "22 Dec 2017", "29 Dec 2017", "5 Jan 2018"]
    assert got == [*((day, "1") for day in days), ("12 Jan 2018", "2")]
    assert "The base is the 4 members who returned the menu." in text


# -- members' involvement


def test_involvement_is_printed_by_item_and_only_where_there_are_words(year: Register, tmp_path: Path) -> None:
    assert "7.1 No involvement recorded." in words(printed(year, SUMMARY, tmp_path))
    with year.reading() as session:
        first, second, third = session.scalars(select(Item.id).order_by(Item.number))
    edit_involvement(year, first, "Two councillors asked & <b>listened</b>.\nThen again.")
    edit_involvement(year, third, "Something else was done.")
    edit_involvement(year, second, " ")
    text = words(printed(year, SUMMARY, tmp_path))
    assert "No involvement recorded" not in text
    assert (
        "No. Item Member involvement 1 Listen to children Two councillors asked & <b>listened</b>. Then again. 3"
        in text
    )
    assert "3 Something else Something else was done." in text
    edit_involvement(year, first, "")
    with year.reading() as session:
        assert session.scalars(select(Involvement.item_id)).all() == [third]


def test_a_suggestion_counts_occasions_once_and_names_nobody(year: Register) -> None:
    with year.operation("Evidence") as session:
        one = session.scalars(select(Item.id).order_by(Item.number)).first()
        people = session.scalars(select(Councillor.id).order_by(Councillor.id)).all()
        home = session.scalars(select(Home)).first()
        assert home is not None
        visit = Visit(
            home_id=home.id,
            visited_on=dt.date(2017, 10, 2),
            kind=VisitKind.MONITORING,
            visitors=[Visitor(councillor_id=person) for person in people[:2]],
        )
        party = Event(
            name=f"Party at {home.name}",
            held_on=dt.date(2017, 12, 20),
            kind=EventKind.HOME,
            attendances=[Attendance(councillor_id=people[1])],
        )
        session.add_all([visit, party])
        session.flush()
        session.add_all(
            [
                *(
                    Activity(councillor_id=person, item_id=one, done_on=visit.visited_on, visit_id=visit.id)
                    for person in people[:2]
                ),
                Activity(
                    councillor_id=people[1], item_id=one, done_on=party.held_on, event_id=party.id, what=party.name
                ),
                Activity(councillor_id=people[2], item_id=one, done_on=dt.date(2018, 1, 9), what=f"Rang {home.name}"),
                Activity(councillor_id=people[2], item_id=one, done_on=dt.date(2018, 3, 9)),  # after the day
            ]
        )
    with year.reading() as session:
        edition = session.scalar(select(Edition.id))
        found = involved(session, edition, AS_AT)
        assert suggested(found[one or 0]) == (
            "3 councillors took part in 1 visit, 1 event and 1 other activity (monitoring visit 1, event of a home 1), "
            "between Oct 2017 and Jan 2018."
        )
        second, third = session.scalars(select(Item.id).order_by(Item.number)).all()[1:]
        assert suggested(found[second]) == "1 councillor took part in 1 activity, in Nov 2017."
        assert third not in found
        assert suggested(found.get(third)) == ""
    with year.operation("Gone") as session:  # who has left office drops out
        session.execute(update(Term).where(Term.councillor_id == people[2]).values(end=dt.date(2018, 1, 30)))
    with year.reading() as session:
        assert involved(session, edition, AS_AT)[one or 0].councillors == 2
        assert second not in involved(session, edition, AS_AT)


# -- compared with an earlier year


def test_the_year_before_stands_beside_this_one(year: Register, tmp_path: Path) -> None:
    assert "Compared with" not in words(printed(year, SUMMARY, tmp_path))
    with year.operation("An earlier year") as session:
        session.add(MunicipalYear(label="2016/17", first_day=dt.date(2016, 5, 24), last_day=dt.date(2017, 5, 22)))
        session.flush()
        promised = [(1, 1), (1, 2), (2, 1), (3, 1), (3, 2), (4, 1), (5, 1)]
        world(session, people=6, items=2, promised=promised, known=[(1, 1)], year=2, since=dt.date(2016, 6, 1))
    text = words(printed(year, SUMMARY, tmp_path))
    assert "9. Compared with 2016/17" in text
    assert "2016/17, at 1 Feb 2017 2017/18, at 31 Jan 2018 Difference" in text
    for row in (
        "Members 6 6 0",
        "Menu returns 5 of 6 (83.3%) 4 of 6 (66.7%) -1 (-16.7 points)",
        "Commitments 7 6 -1",
        "Replies 0 of 5 (0.0%) 2 of 4 (50.0%) +2 (+50.0 points)",
        "Undertaken (all known) 1 5 +4",
        "Visited by a councillor 0 of 3 (0.0%) 1 of 3 (33.3%) +1 (+33.3 points)",
    ):
        assert row in text
    assert "The day in 2016/17 is 253 days into the year." in text


# -- what must hold whatever is in the register


def test_monstrous_names_wrap_in_every_table(year: Register, tmp_path: Path) -> None:
    endless = "".join(chr(ord("a") + n % 26) for n in range(60))
    with year.operation("Monstrous names") as session:
        edition = session.scalar(select(Edition.id))
        for number in range(10, 40):
            item = Item(edition_id=edition, number=number, wording=f"{endless}{number}", group=f"{endless}g")
            session.add(item)
            session.add(Involvement(item=item, words=f"{endless} " * 9))
        session.execute(
            update(Council).values(ward_word=endless, district_word=endless, children=f"{endless} children")
        )
        session.scalars(select(Ward)).one().district = District(name=f"{endless}d")
        session.scalars(select(Ward)).one().name = f"{endless}w"
    paper = printed(year, SUMMARY, tmp_path, by=("group", "district", "ward"))
    assert outside(paper) == []
    text = letters(words(paper))
    for end in ("39", "g", "d", "w"):
        assert f"{endless}{end}" in text


def test_nothing_private_comes_with_more_tables(year: Register, tmp_path: Path) -> None:
    text = letters(words(printed(year, SUMMARY, tmp_path, by=("group", "district", "ward")))).casefold()
    for what, secret in PRIVATE.items():
        assert letters(secret).casefold() not in text, what


@pytest.mark.parametrize("name", [SUMMARY, "handbook"])
def test_a_longer_paper_made_in_between_leaves_no_trace(year: Register, name: str) -> None:
    short = reports.render(year, name, as_at=AS_AT)
    with year.operation("Longer") as session:
        edition = session.scalar(select(Edition.id))
        session.add_all(Item(edition_id=edition, number=n, wording=f"More {n}") for n in range(10, 80))
    longer = reports.render(year, name, as_at=AS_AT)
    year.undo()
    assert reports.render(year, name, as_at=AS_AT) == short
    year.redo()
    assert reports.render(year, name, as_at=AS_AT) == longer


def test_the_demos_committee_reads_how_members_were_involved(demo_file: Path, tmp_path: Path) -> None:
    with Register.open(demo_file, write=False) as register:
        text = words(printed(register, SUMMARY, tmp_path))
        with register.reading() as session:
            celebrated = session.scalars(
                select(Event).where(Event.kind == EventKind.CELEBRATION, Event.held_on <= AS_AT)
            )
            assert [len(event.attendances) for event in celebrated] == [19]
    assert "No involvement recorded" not in text
    for got in ("go to homes across the city", "nineteen councillors handed over", "Two recruitment evenings"):
        assert got.replace("go to", "went to") in text
