"""The warning that sentences in the coordinator's own words have figures that changed, before they are printed."""

from sqlalchemy.orm import Session

from cp_desktop.reports.sentences import SUMMARY, sentences
from cp_desktop.ui.app_session import AppSession
from cp_desktop.ui.widgets.surfaces import Banner


class StaleSentences(Banner):
    """Says how many there are, while there are any; `acted` comes when they are to be looked at."""

    def __init__(self, app: AppSession) -> None:
        super().__init__()
        self._app = app

    def look(self, document: str) -> None:
        """Looks at the sentences of a document as at the day the pages speak of."""
        scope = self._app.scope

        def count(session: Session) -> int:
            if document != SUMMARY:
                return 0
            return sum(sentence.stale for sentence in sentences(session, scope.year, scope.as_at))

        self._app.ask(self, count, self._counted, "stale sentences")

    def _counted(self, number: int) -> None:
        if not number:
            self.hide()
            return
        words = (
            "1 sentence in your own words has a figure that changed since you wrote it."
            if number == 1
            else f"{number} sentences in your own words have figures that changed since you wrote them."
        )
        if not (self.isVisible() and self.text().startswith(words)):
            self.say(
                f"{words} Look before you print.",
                "warning",
                action="Look at it" if number == 1 else "Look at them",
                closable=False,
            )
