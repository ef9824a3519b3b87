"""What the coordinator writes in her own words: kept, taken back, and what the history calls it."""

import datetime as dt
import shutil
from pathlib import Path

import pytest
from sqlalchemy import select

from cp_desktop import reports
from cp_desktop.disclosure import PUBLIC
from cp_desktop.errors import UserError
from cp_desktop.exchange.letters import covering, invitations, monthly, reminders
from cp_desktop.figures import desks
from cp_desktop.model import DocumentText, EditedSentence, Involvement, Visit
from cp_desktop.register import Register
from cp_desktop.register import texts as register_texts
from cp_desktop.register.tabled import RenderedDocument
from cp_desktop.reports.sentences import SUMMARY
from cp_desktop.services import texts
from cp_desktop.services.texts import EditableText, InvolvementText, SectionText, SentenceText
from tests.services.conftest import Menu

DAY = dt.date(2018, 1, 31)


def loaded(register: Register, menu: Menu, document: str = SUMMARY) -> list[EditableText]:
    with register.reading() as session:
        return texts.load(session, document, "2017/18", menu.edition, DAY)


def read_again(register: Register, menu: Menu, one: EditableText) -> EditableText:
    document = one.document if isinstance(one, SectionText) else SUMMARY
    return next(text for text in loaded(register, menu, document) if text.key == one.key)


def test_every_text_is_kept_in_her_words_and_taken_back_by_its_own_name(register: Register, menu: Menu) -> None:
    tried = set()
    for one in [*loaded(register, menu), *loaded(register, menu, texts.LETTERS)]:
        tried.add(type(one))
        assert not one.own, one
        kept = one.save(register, 1, "In our own words.")
        back = read_again(register, menu, one).take_back(register, 1)
        assert [entry.label for entry in register.entries()][-2:] == [kept.label, back.label]
        assert {label.partition(": ")[2] for label in (kept.label, back.label)} == {one.title}
        register.undo()
        again = read_again(register, menu, one)
        assert again.own
        assert "In our own words." in again.text
        again.take_back(register, 1)
    assert tried == {SectionText, SentenceText, InvolvementText}
    with register.reading() as session:
        for kind in (DocumentText, EditedSentence, Involvement):
            assert session.scalars(select(kind)).all() == []


def test_a_new_figure_is_taken_by_that_name(register: Register, menu: Menu) -> None:
    sentence = next(one for one in loaded(register, menu) if isinstance(one, SentenceText))
    old = texts.Sentence(sentence.sentence.key, sentence.sentence.where, "What the figures gave long ago.")
    assert texts.edit_sentence(register, 1, old, "Ours.").label == f"Edit sentence: {old.where}"
    flagged = next(one for one in loaded(register, menu) if one.key == sentence.key)
    assert flagged.notice.startswith("A figure in this sentence has changed.")
    assert flagged.take_back(register, 1).label == f"Take the new sentence: {old.where}"


def test_words_that_say_nothing_new_are_not_kept(register: Register, menu: Menu) -> None:
    sentence = next(one for one in loaded(register, menu) if isinstance(one, SentenceText))
    before = len(register.entries())
    assert sentence.save(register, 1, f" {sentence.sentence.composed} ").number == 0
    assert texts.edit_involvement(register, menu.items[0], "  ").number == 0
    assert len(register.entries()) == before
    with pytest.raises(UserError, match=r"no longer on the menu. Nothing was saved"):
        texts.edit_involvement(register, 999, "Words")


def test_only_what_is_filled_in_goes_unsaid(register: Register, menu: Menu) -> None:
    """Every built-in text knows its own placeholders; a sentence and involvement have none."""
    for document in ("coverage", "handbook", texts.LETTERS, "survey-summary", "visit-form"):
        for one in loaded(register, menu, document):
            if isinstance(one, SectionText):
                assert one.unfilled(one.text) == [], (document, one.key)
                assert one.unfilled("{council} {Council} {} {a b} {nothing}") == [
                    "{Council}",
                    "{}",
                    "{a b}",
                    "{nothing}",
                ]
            else:
                assert one.unfilled("{council}") == ["{council}"]


def test_what_is_said_to_be_filled_in_is_what_the_writers_fill_in(
    demo_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every letter and paper is made once, and what it is given to fill in is what its texts name."""
    given: list[set[str]] = []
    fill = register_texts.filled
    monkeypatch.setattr(register_texts, "filled", lambda text, values: given.append(set(values)) or fill(text, values))

    def told() -> set[str]:
        found = set[str]().union(*given)
        given.clear()
        return found

    path = tmp_path / "demo.cpregister"
    shutil.copyfile(demo_file, path)
    with Register.open(path) as register, register.reading() as session:
        for document in ("coverage", "handbook", "survey-summary", "visit-form"):
            reports.render(register, document, "2017/18", DAY)
            assert told() == set(register_texts.placeholder_names(document, "")), document
        steps = [desks.visit_and_step(key) for key in session.scalars(desks.desks(DAY).ids())]
        assert reminders.drafts(session, steps, DAY)
        assert told() == set(register_texts.placeholder_names(texts.LETTERS, reminders.LETTER))
        visit = next(one for one in session.scalars(select(Visit)) if one.visitors)
        for visit.status, letter in invitations.LETTERS.items():
            with session.no_autoflush:
                invitations.invitation(session, visit.id, dt.datetime(2018, 1, 31, tzinfo=dt.UTC))
            assert told() == set(register_texts.placeholder_names(texts.LETTERS, letter))
        session.refresh(visit)
        monthly.draft(monthly.read_month(session, DAY), monthly.in_office(session, DAY)[0])
        assert told() == set(register_texts.placeholder_names(texts.LETTERS, monthly.LETTER))
        paper = RenderedDocument(b"%PDF", "Handbook", "handbook", "Standard", "2017/18", DAY, 1)
        covering.covering_letter(session, paper, "Handbook", PUBLIC)
        assert told() == set(register_texts.placeholder_names(texts.LETTERS, covering.LETTER))


def test_a_text_that_turns_its_letters_round_is_refused(register: Register, menu: Menu) -> None:
    one = loaded(register, menu)[0]
    with pytest.raises(UserError, match=r"U\+202E"):
        one.save(register, 1, "The \u202e home")
    assert not loaded(register, menu)[0].own
