"""The council's Word template in Settings: chosen, told, removed, undone; what will not do is a sentence."""

from collections.abc import Iterator
from pathlib import Path

import docx
import pytest
from pytestqt.qtbot import QtBot

from cp_desktop.errors import UserError
from cp_desktop.model import Council
from cp_desktop.register import contents
from cp_desktop.sandbox.word_template import harmless
from cp_desktop.ui.app_session import AppSession
from cp_desktop.ui.pages.council_template import CouncilTemplate, read_template
from cp_desktop.ui.pages.settings import CouncilSection, SettingsPage


@pytest.fixture
def template(app: AppSession, qtbot: QtBot) -> Iterator[CouncilTemplate]:
    page = SettingsPage(app)
    qtbot.addWidget(page)
    council = page.open_section("Council")
    assert isinstance(council, CouncilSection)
    assert not {"word_template", "word_template_id"} & set(council.form.fields.boxes)
    page.show()
    yield council.template
    page.close()  # kept until here: qtbot holds it only weakly


def letterhead(path: Path) -> Path:
    made = docx.Document()
    made.add_paragraph("Told in private")
    made.sections[0].header.paragraphs[0].text = "Winterbrook Borough Council"
    made.save(str(path))
    return path


def kept(app: AppSession) -> bytes | None:
    return app.read(lambda session: contents.held(session, session.get_one(Council, 1).word_template_id))


def test_a_template_is_chosen_told_removed_and_each_can_be_undone(
    template: CouncilTemplate, app: AppSession, tmp_path: Path, qtbot: QtBot
) -> None:
    assert "house style" in template.says.text()
    assert not template.remove_button.isVisibleTo(template)
    with qtbot.waitSignal(template.changed, timeout=30_000):
        template.take(letterhead(tmp_path / "Committee.docx"))
    held = kept(app)
    assert held is not None
    assert harmless(held)
    assert b"Told in private" not in held
    assert "Committee.docx" in template.says.text()
    assert app.register.undoable()[0] == "Choose a Word template"
    template.remove_button.click()
    assert kept(app) is None
    assert "house style" in template.says.text()
    app.undo()
    assert kept(app) == held
    app.undo()
    assert kept(app) is None


def test_what_is_no_template_changes_nothing_and_is_said(
    template: CouncilTemplate, app: AppSession, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "Committee.docx"
    path.write_bytes(b"no document")
    with qtbot.waitSignal(app.message, timeout=30_000) as said:
        template.take(path)
    assert "Committee.docx is damaged" in said.args[0]
    assert "not changed" in said.args[0]
    assert kept(app) is None


def test_a_missing_file_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"could not be read .*The template was not changed"):
        read_template(tmp_path / "gone.docx")


def test_a_reader_that_takes_too_much_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from cp_desktop import sandbox

    def overrun(*_: object) -> Iterator[str]:
        raise sandbox.Overrun("planted")

    monkeypatch.setattr(sandbox, "read", overrun)
    with pytest.raises(UserError, match="more time or memory"):
        read_template(letterhead(tmp_path / "Committee.docx"))
