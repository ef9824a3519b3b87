"""What one place of a page has to say in the window's banner, for as long as there is a cause to say it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cp_desktop.ui.app_session import AppSession


class Remark:
    """A sentence said in the banner, and taken back when its cause ends: the rest ends with the next thing done."""

    def __init__(self, app: AppSession) -> None:
        self._app = app
        self._sentence = ""

    def say(self, sentence: str, kind: str = "error") -> None:
        """Says a sentence of a kind (info, warning, error); "" takes back the one said before."""
        if not sentence:
            self.take_back()
            return
        self._sentence = sentence
        self._app.message.emit(sentence, kind, "")

    def take_back(self) -> None:
        """Takes back what was said, if it still stands there."""
        if self._sentence:
            sentence, self._sentence = self._sentence, ""
            self._app.over.emit(sentence)
