"""The pages, one module each, and their list: sections and order are the sidebar's."""

from __future__ import annotations

import importlib
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cp_desktop.ui.page import Page


class SidebarSection(StrEnum):
    """Where in the sidebar a page stands, from the top down. The pages at the top and at the foot have no heading."""

    TOP = "top"
    YEAR = "Year"
    HOMES = "Homes"
    PEOPLE = "People"
    COMMITTEE = "Committee"
    FOOT = "foot"

    @property
    def heading(self) -> str:
        """The words over its pages, "" for none."""
        return "" if self in (SidebarSection.TOP, SidebarSection.FOOT) else self.value


class PageEntry(NamedTuple):
    """A page of the sidebar: its section, word, icon, and its class ("module:Class", imported when asked for).

    `digit` opens it with Ctrl: people's fingers know it, so it stays when a page is put in between.
    """

    section: SidebarSection
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


def sections() -> Iterator[tuple[SidebarSection, list[PageEntry]]]:
    """The sections that hold pages, from the top down, each with its pages."""
    for section in SidebarSection:
        if entries := [entry for entry in PAGES if entry.section is section]:
            yield section, entries


def entry_of(kind: type[Page]) -> PageEntry:
    """The entry of a page's class. Raises KeyError for one that has none."""
    made_by = f"{kind.__module__.removeprefix(f'{__name__}.')}:{kind.__name__}"
    for entry in PAGES:
        if entry.made_by == made_by:
            return entry
    raise KeyError(made_by)


PAGES = (
    PageEntry(SidebarSection.TOP, "overview", "Overview", "overview", "overview:OverviewPage", 1),
    PageEntry(SidebarSection.YEAR, "menu", "Menu", "menu", "menu:MenuPage", 2),
    PageEntry(SidebarSection.YEAR, "commitments", "Commitments", "commitments", "commitments.page:CommitmentsPage", 4),
    PageEntry(SidebarSection.YEAR, "survey", "Survey", "survey", "survey.page:SurveyPage", 5),
    PageEntry(SidebarSection.YEAR, "evidence", "Evidence", "evidence", "evidence:EvidencePage"),
    PageEntry(SidebarSection.HOMES, "homes", "Homes", "homes", "homes:HomesPage", 6),
    PageEntry(SidebarSection.HOMES, "visits", "Visits", "visits", "visits.page:VisitsPage", 7),
    PageEntry(SidebarSection.HOMES, "desks", "Desks", "desks", "desks.page:DesksPage"),
    PageEntry(SidebarSection.HOMES, "coverage", "Coverage", "coverage", "coverage.page:CoveragePage"),
    PageEntry(SidebarSection.PEOPLE, "councillors", "Councillors", "councillors", "councillors:CouncillorsPage", 3),
    PageEntry(SidebarSection.PEOPLE, "events", "Events", "events", "events:EventsPage"),
    PageEntry(SidebarSection.PEOPLE, "ward_facts", "Ward facts", "ward-facts", "ward_facts.page:WardFactsPage"),
    PageEntry(SidebarSection.COMMITTEE, "reports", "Reports", "reports", "reports.page:ReportsPage", 8),
    PageEntry(SidebarSection.COMMITTEE, "trends", "Trends", "trends", "trends:TrendsPage"),
    PageEntry(SidebarSection.FOOT, "history", "History", "history", "history:HistoryPage", 9),
    PageEntry(SidebarSection.FOOT, "settings", "Settings", "settings", "settings:SettingsPage"),
)
