"""What tests of the window for imports do as somebody with a mouse would."""

from PySide6.QtCore import Qt

from cp_desktop.ui.importing.plan_rows import PlanRows


def choose_group(rows: PlanRows, name: str) -> None:
    """Has one group of an import's rows shown, as a click on its name does."""
    groups = rows.groups
    names = [groups.item(place).data(Qt.ItemDataRole.UserRole) for place in range(groups.count())]
    groups.setCurrentRow(names.index(name))
