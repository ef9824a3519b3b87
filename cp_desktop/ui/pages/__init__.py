"""The pages, one module each, and their list: the order is the sidebar's."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from cp_desktop.ui.page import Page


class PageEntry(NamedTuple):
    """A page of the sidebar: its word, icon, and its class ("module:Class", imported when asked for).

    `digit` opens it with Ctrl: people's fingers know it, so it stays when a page is put in between.
    """

    key: str
    title: str
    icon: str
    made_by: str
    digit: int | None = None

    @property
    def kind(self) -> type[Page]:
        """The page's class."""
        module, _, name = self.made_by.partition(":")
        kind: type[Page] = getattr(importlib.import_module(f"{__name__}.{module}"), name)
        return kind

    @property
    def keys(self) -> str:
        """The keys that open it, "" for none."""
        return f"Ctrl+{self.digit}" if self.digit else ""


def entry_of(kind: type[Page]) -> PageEntry:
    """The entry of a page's class. Raises KeyError for one that has none."""
    made_by = f"{kind.__module__.removeprefix(f'{__name__}.')}:{kind.__name__}"
    for entry in PAGES:
        if entry.made_by == made_by:
            return entry
    raise KeyError(made_by)


PAGES = (
    PageEntry("overview", "Overview", "overview", "overview:OverviewPage", 1),
    PageEntry("menu", "Menu", "menu", "menu:MenuPage", 2),
    PageEntry("councillors", "Councillors", "councillors", "councillors:CouncillorsPage", 3),
    PageEntry("commitments", "Commitments", "commitments", "commitments.page:CommitmentsPage", 4),
    PageEntry("survey", "Survey", "survey", "survey.page:SurveyPage", 5),
    PageEntry("evidence", "Evidence", "evidence", "evidence:EvidencePage"),
    PageEntry("homes", "Homes", "homes", "homes:HomesPage", 6),
    PageEntry("coverage", "Coverage", "coverage", "coverage.page:CoveragePage"),
    PageEntry("visits", "Visits", "visits", "visits.page:VisitsPage", 7),
    PageEntry("desks", "Desks", "desks", "desks.page:DesksPage"),
    PageEntry("events", "Events", "events", "events:EventsPage"),
    PageEntry("ward_facts", "Ward facts", "ward-facts", "ward_facts.page:WardFactsPage"),
    PageEntry("trends", "Trends", "trends", "trends:TrendsPage"),
    PageEntry("reports", "Reports", "reports", "reports.page:ReportsPage", 8),
    PageEntry("history", "History", "history", "history:HistoryPage", 9),
    PageEntry("settings", "Settings", "settings", "settings:SettingsPage"),
)
