"""Imports the list of councillors: who they are, their seats and their roles.

A list of everybody in office ends the terms of whoever is not in it; otherwise nobody missing from it is touched.
"""

from cp_desktop.model import Councillor, Term

from ...headings import Heading
from ...importer import ImportContext
from ...kind import Kind
from .planning import CouncillorList


def plan(context: ImportContext) -> None:
    CouncillorList(context).plan()


KIND = Kind(
    name="councillors",
    label="Councillors",
    what="councillors",
    plan=plan,
    needs=(
        ("councillor.surname", "name"),
        ("ward",),
        # What lists of homes and of commitments do not have.
        ("councillor.surname", "term.party", "councillor.email", "councillor.member_id", "term.start"),
    ),
    records=(Councillor, Term),
    dated="True on",
    dated_help="Wards and parties that differ change on this day; empty: as the file says",
    complete="This is everybody in office",
    headings=(
        Heading("name", ("Councillor", "Name", "Councillor name", "Full name", "Member", "Person name")),
        Heading("ward", ("Ward", "Ward name", "Division", "Electoral division")),
        Heading("district", ("District", "Area")),
        Heading("roles", ("Roles", "Role", "Key posts", "Posts", "Committee", "Committees")),
    ),
)
