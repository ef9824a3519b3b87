"""The pages, one module each, and their list: the order is the sidebar's."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from cp_desktop.ui.desk import Desk
    from cp_desktop.ui.page import Page


class PageEntry(NamedTuple):
    """A page of the sidebar: its word, icon, and the class that makes it ("module:Class", imported when shown)."""

    key: str
    title: str
    icon: str
    made_by: str

    def make(self, desk: Desk) -> Page:
        module, _, name = self.made_by.partition(":")
        page: Page = getattr(importlib.import_module(f"cp_desktop.ui.pages.{module}"), name)(desk)
        return page


PAGES = (
    PageEntry("overview", "Overview", "overview", "overview:OverviewPage"),
    PageEntry("menu", "Menu", "menu", "menu:MenuPage"),
    PageEntry("councillors", "Councillors", "councillors", "councillors:CouncillorsPage"),
    PageEntry("commitments", "Commitments", "commitments", "commitments.page:CommitmentsPage"),
    PageEntry("survey", "Survey", "survey", "survey.page:SurveyPage"),
    PageEntry("homes", "Homes", "homes", "homes:HomesPage"),
    PageEntry("visits", "Visits", "visits", "visits:VisitsPage"),
    PageEntry("reports", "Reports", "reports", "reports.page:ReportsPage"),
    PageEntry("history", "History", "history", "history:HistoryPage"),
    PageEntry("settings", "Settings", "settings", "settings:SettingsPage"),
)
