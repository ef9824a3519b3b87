"""The council's own Word document in the settings: in its dress papers are saved for Word."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from cp_desktop.model import Council
from cp_desktop.sandbox.word_template import harmless
from cp_desktop.services import Outcome
from cp_desktop.services.council import set_word_template
from cp_desktop.ui.pages.council_file import CouncilFile, read_file

READER: Final = "cp_desktop.sandbox.word_template"  # imported in the process that reads


def read_template(path: Path, waiting: Callable[[], None] | None = None) -> bytes:
    """A Word document as the template that the register keeps. Raises UserError for one that will not do.

    `waiting` is called now and then meanwhile; what it raises ends the reading.
    """
    too_much = (
        "takes more time or memory to read than a template should. The template was not changed. Open it in Word, "
        "delete its text, and save it as “Word Document (*.docx)”."
    )
    return read_file(READER, path, harmless, CouncilTemplate.what, too_much, waiting)


class CouncilTemplate(CouncilFile):
    """The Word template as it is kept."""

    what = "template"
    choose_text = "Choose a &Word template…"
    remove_text = "Remove the &template"
    dialog_title = "Choose a Word document as template"
    kinds = "Word documents (*.docx)"

    def refresh(self) -> None:
        """Says which template the register has."""
        name = self._app.read(lambda session: session.get_one(Council, 1).word_template)
        if name:
            saying = f"Papers saved for Word have the styles, page setup, headers and footers of {name}."
        else:
            saying = (
                "Papers saved for Word are in the house style. Your council's own Word document (.docx) can give them "
                "its styles, page setup, headers and footers. The text in it is not kept."
            )
        self.say_kept(saying, bool(name))

    def read_file(self, path: Path, waiting: Callable[[], None]) -> bytes:
        return read_template(path, waiting)

    def keep(self, name: str, content: bytes | None) -> Outcome:
        return set_word_template(self._app.register, name, content)
