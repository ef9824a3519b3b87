"""A small council of invented people, and short ways to write files and bring them in."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cp_desktop import exchange
from cp_desktop.register import Register
from cp_desktop.services import imports

COUNCILLORS = """Member ID,Title,Forename,Surname,Party,Ward,District,Email,Term start,Term end
1,Cllr,Ada,O'Brien-Łuk,Labour,Mill,North,ada@example.org,2014-05-22,
2,Cllr,Ben,Twin,Labour,Mill,North,ben.mill@example.org,2014-05-22,
3,Cllr,Ben,Twin,Green,Quay,South,ben.quay@example.org,2016-05-05,
4,Cllr,Zoë,Price,Conservative,Quay,South,zoe@example.org,2016-05-05,
"""
MENU = """No,Group,Wording,Contact,Own words wanted
1,Ward,Listen to children in care,,
2,Ward,Visit children's homes,Commissioning Officer; Coordinator,
3,City,Any other activity,,yes
"""
HOMES = """URN,Name,Provider,Ward,District,Places,Northborough children,Counted on,Closed
SC1,Oak House,Acme,Mill,North,4,2,2017-04-01,
SC2,Elm House,Acme,Quay,South,3,0,2017-04-01,
"""


@pytest.fixture
def bring(register: Register, tmp_path: Path) -> Callable[..., exchange.Plan]:
    """Plans the import of a text (or of a file) and does it when it is ready; returns the plan."""

    def bring(kind: str, content: str | bytes | Path, **options: Any) -> exchange.Plan:
        if isinstance(content, Path):
            path = content
        else:
            path = tmp_path / f"{kind}.csv"
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        plan = exchange.read(register, kind, path, exchange.ImportChoices(**options))
        if plan.ready:
            imports.apply(register, plan)
        return plan

    return bring


@pytest.fixture
def council(bring: Callable[..., exchange.Plan]) -> None:
    """Four councillors, two of one name, a menu of three items and two homes."""
    for kind, text in (("councillors", COUNCILLORS), ("menu", MENU), ("homes", HOMES)):
        assert bring(kind, text).ready
