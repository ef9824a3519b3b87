"""Settings of the register: the council and its words, years, wards, posts, steps, goals, facts, kept copies."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QSize
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QStackedWidget,
    QVBoxLayout,
)

from cp_desktop.figures.attention import COPIES, PEOPLES_DATA, Need
from cp_desktop.model import (
    Activity,
    Council,
    District,
    Fact,
    Goal,
    Item,
    Listing,
    MunicipalYear,
    PartyAlias,
    Post,
    Retention,
    Step,
    Ward,
    activities,
    plain,
    table_of,
)
from cp_desktop.services.records import Record, following
from cp_desktop.services.years import add_year, latest_menu, next_year
from cp_desktop.ui import theme
from cp_desktop.ui.app_session import AppSession
from cp_desktop.ui.page import Page
from cp_desktop.ui.pages.copies import CopiesSection
from cp_desktop.ui.pages.council_logo import CouncilLogo
from cp_desktop.ui.pages.council_template import CouncilTemplate
from cp_desktop.ui.pages.personal_data import PersonalDataSection
from cp_desktop.ui.pages.remembered_choices import REMEMBERED, RememberedChoicesSection
from cp_desktop.ui.records.form import RecordForm
from cp_desktop.ui.records.lookup_editor import LookupEditor
from cp_desktop.ui.records.section import ListSection, PageSection, Records
from cp_desktop.ui.theme import SPACE
from cp_desktop.ui.widgets.letters import literal

NOT_TYPED = ("register_uid", "logo", "word_template", "word_template_id")  # of the council
NO_MENU = 0  # the key of no edition: nothing is listed under it


class SettingsPage(Page):
    """The sections at the left, the chosen one at the right."""

    shortcuts = (("Up, Down in the list of sections", "Another section"), ("Ctrl+N", "A new record in this section"))

    def __init__(self, app: AppSession) -> None:
        super().__init__(app)
        self.sentence.setText("What belongs to this register, whoever opens it.")
        self.names = QListWidget()
        self.names.setAccessibleName("Sections of the settings")
        self.names.setSizePolicy(self.names.sizePolicy().Policy.Fixed, self.names.sizePolicy().Policy.Expanding)
        self.names.setFixedWidth(self.fontMetrics().averageCharWidth() * 30)
        self.stack = QStackedWidget()
        self._makers: list[tuple[str, Callable[[], PageSection]]] = [
            ("Council", lambda: CouncilSection(app)),
            *((records.title, lambda records=records: ListSection(app, records)) for records in SECTIONS),
            (REMEMBERED, lambda: RememberedChoicesSection(app)),
            (PEOPLES_DATA, lambda: PersonalDataSection(app)),
            (COPIES, self._make_copies),
        ]
        self.sections: list[PageSection | None] = [None] * len(self._makers)
        for title, _ in self._makers:
            item = QListWidgetItem(title)
            item.setSizeHint(QSize(0, theme.row_height() + SPACE.tight))
            self.names.addItem(item)
        self.names.setFrameShape(QListWidget.Shape.NoFrame)
        self.names.viewport().setAutoFillBackground(False)
        row = QHBoxLayout()
        row.setSpacing(SPACE.medium)
        row.addWidget(self.names)
        row.addWidget(self.stack, 1)
        self.body.addLayout(row, 1)
        self.names.currentRowChanged.connect(self._chosen)
        app.terms_changed.connect(self._reword)
        self._reword()
        self.names.setCurrentRow(0)

    def open_section(self, title: str) -> PageSection:
        """Brings a section to the front, by its title ("Years")."""
        place = [name for name, _ in self._makers].index(title)
        self.names.setCurrentRow(place)
        section = self.sections[place]
        assert section is not None
        return section

    def _make_copies(self) -> PageSection:
        section = CopiesSection(self.app)
        section.wants_backup.connect(self.wants_backup)
        section.wants_restore.connect(self.wants_restore)
        return section

    def _chosen(self, place: int) -> None:
        front = self.front()
        if front is not None and front is not self.sections[place] and not front.commit_pending():
            self.names.setCurrentRow(self.sections.index(front))
            return
        section = self.sections[place]
        if section is None:
            section = self.sections[place] = self._makers[place][1]()
            self.stack.addWidget(section)
        self.stack.setCurrentWidget(section)
        self.read_again()

    def _reword(self) -> None:
        for place, (title, _) in enumerate(self._makers):
            self.names.item(place).setText(self.app.terms.said(title))

    def front(self) -> PageSection | None:
        """The section on the screen."""
        widget = self.stack.currentWidget()
        return widget if isinstance(widget, PageSection) else None

    def refresh(self) -> None:
        front = self.front()
        if front is not None:
            front.refresh()

    def new(self, **values: Any) -> None:
        front = self.front()
        if front is not None:
            front.new(**values)

    def attend(self, need: Need) -> None:
        self.open_section(need.section)

    def search(self) -> None:
        front = self.front()
        if front is not None:
            front.search()

    def save(self) -> None:
        front = self.front()
        if front is not None:
            front.save()

    def commit_pending(self) -> bool:
        front = self.front()
        return front is None or front.commit_pending()


class CouncilSection(PageSection):
    """The council's one row."""

    def __init__(self, app: AppSession) -> None:
        super().__init__(app, "Council", "Its name, its own words and who to turn to. They take effect at once.")
        self.form = RecordForm(app, Council, NOT_TYPED, lone=True)
        self.form.saved.connect(self._saved)
        self.form.setMaximumWidth(self.fontMetrics().averageCharWidth() * 100)
        self.logo = CouncilLogo(app)
        self.logo.setMaximumWidth(self.form.maximumWidth())
        self.body.addWidget(self.form, 1)
        self.body.addWidget(self.logo)
        self.template = CouncilTemplate(app)
        self.template.setMaximumWidth(self.form.maximumWidth())
        self.body.addWidget(self.template)

    def refresh(self) -> None:
        self.logo.refresh()
        self.template.refresh()
        if self.form.record is None:
            self.form.open(1)
        else:
            self.form.reopen()

    def save(self) -> None:
        self.form.save()

    def commit_pending(self) -> bool:
        return self.form.commit_pending()

    def _saved(self, id: int) -> None:
        self.form.open(id)
        self.app.message.emit(*self.form.saved_message(id))


class YearForm(RecordForm):
    """A municipal year; a new one may begin with a copy of the latest menu."""

    def __init__(self, app: AppSession) -> None:
        super().__init__(app, MunicipalYear)

    def lay_out(self, stack: QVBoxLayout) -> None:
        super().lay_out(stack)
        self.copy_menu = QCheckBox()
        self._latest: int | None = None
        stack.addWidget(self.copy_menu)

    def _show(self, record: Record) -> None:
        super()._show(record)
        latest = None if record.id else self._app.read(latest_menu)
        self._latest = latest[0] if latest else None
        self.copy_menu.setVisible(latest is not None)
        if latest:
            self.copy_menu.setText(literal(f"Begin with a copy of the menu of {latest[1]}"))
            self.copy_menu.setChecked(True)

    def write(self, record: Record) -> int:
        latest = self._latest
        if record.id is not None or latest is None or not self.copy_menu.isChecked():
            return super().write(record)
        return add_year(self._app.register, record, latest)


def _activity_form(app: AppSession) -> RecordForm:
    form = RecordForm(app, Activity)
    items = form.fields.boxes["item_id"].editor
    assert isinstance(items, LookupEditor)
    items.only = lambda: Item.edition_id == (app.scope.edition_id or NO_MENU)
    return form


def _in_order(listing: Listing, *order: Any) -> Listing:
    return replace(listing, order=order)


SECTIONS: Sequence[Records] = (
    Records(
        "Years",
        "Municipal years run from one annual meeting to the day before the next. "
        "A new one comes with its days proposed.",
        MunicipalYear,
        lambda _: _in_order(plain(MunicipalYear), table_of(MunicipalYear).c.first_day.desc()),
        lambda app: app.read(next_year),
        YearForm,
    ),
    Records(
        "Wards",
        "A ward is kept for the time it stood: when boundaries change, give the old one its last day and add the new.",
        Ward,
        lambda _: plain(Ward),
    ),
    Records(
        "Districts", "The areas that group wards. Figures are counted for each.", District, lambda _: plain(District)
    ),
    Records(
        "Party labels",
        "What others call a party, and what the register calls it: imports go by these, so that one party is not two.",
        PartyAlias,
        lambda _: _in_order(plain(PartyAlias), table_of(PartyAlias).c.party, table_of(PartyAlias).c.label),
    ),
    Records(
        "Posts and officers",
        "The menu names posts, and posts have holders: a change of officer rewrites no history.",
        Post,
        lambda _: plain(Post),
    ),
    Records(
        "Steps of a report",
        "The way a visit's report goes, in order: on whose desk it lies until a step is done, for how many days, and "
        "for which kinds of visit. Steps with the same number go side by side.",
        Step,
        lambda _: _in_order(plain(Step), table_of(Step).c.position, table_of(Step).c.id),
        lambda app: {"position": app.read(lambda session: following(session, Step.position))},
    ),
    Records(
        "Goals",
        "Deadlines the council has set itself for visits to homes. Coverage shows how far each has come.",
        Goal,
        lambda _: _in_order(plain(Goal), table_of(Goal).c.due_on.desc()),
        lambda app: {"starts_on": app.scope.first_day, "due_on": app.scope.last_day},
    ),
    Records(
        "Known activities",
        "What you know a councillor did for an item of this year's menu, whatever the survey says. "
        "It counts as undertaken.",
        Activity,
        lambda app: activities(app.scope.edition_id or NO_MENU),
        form=_activity_form,
    ),
    Records(
        "Facts for the handbook",
        "Figures about the council's children that the handbook prints, each with its day and source. "
        "Never so small that they point at one child.",
        Fact,
        lambda _: _in_order(plain(Fact), table_of(Fact).c.position),
        lambda app: {"position": app.read(lambda session: following(session, Fact.position))},
    ),
    Records(
        "Retention periods",
        "For how long what is about people is kept. What is past its period stands under Needs attention; nothing is "
        "erased by itself. What has no period here is kept until you erase it.",
        Retention,
        lambda _: plain(Retention),
    ),
)
