"""What imports of other people's files go by, and what they learned from earlier ones."""

from typing import Any

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped

from cp_desktop.disclosure import INTERNAL, PUBLIC

from .base import Base, field
from .formats import normalise
from .rules import Rule


def _stands_for_two(alias: Any) -> str | None:
    for other in alias.others():
        if normalise(other.label) == normalise(alias.label):
            return f"“{other.label}” stands for {other.party} already."
    return None


def _stands_for_a_label(alias: Any) -> str | None:
    for other in alias.others():
        if normalise(other.label) == normalise(alias.party):
            return f"“{alias.party}” is itself another label, of {other.party}: let “{alias.label}” stand for that."
        if normalise(other.party) == normalise(alias.label):
            return f"“{alias.label}” is the party for which “{other.label}” stands: it cannot stand for another one."
    return None


class PartyAlias(Base):
    """What others call a party, and the one name that the register has for it."""

    __tablename__ = "party_alias"
    rules = (
        Rule("stands_for_one", "label", ("label",), _stands_for_two),
        Rule("stands_for_a_party", "party", ("label", "party"), _stands_for_a_label),
    )
    one, many = "label of a party", "labels of parties"
    display_attribute = "label"

    label: Mapped[str] = field(
        "Label", PUBLIC, unique=True, help='As others write it, for example "The Labour Party Candidate"'
    )
    party: Mapped[str] = field("Party", PUBLIC, help="What the register calls it", filterable=True)


USUAL = {
    "Conservative": ("Conservatives", "Conservative Party", "Conservative and Unionist Party", "Con"),
    # Candidates of both stand and sit as Labour's.
    "Labour": ("Labour Party", "Lab", "Labour and Co-operative", "Labour and Co-operative Party", "Labour Co-op"),
    "Liberal Democrat": ("Liberal Democrats", "Lib Dem", "Lib Dems", "LD"),
    "Green": ("Green Party", "Greens"),
    "Independent": ("Independents", "Ind"),
    "UKIP": ("UK Independence Party", "UK Independence Party (UKIP)"),
    "Plaid Cymru": ("Plaid Cymru - The Party of Wales",),
}


def usual_party_labels() -> list[PartyAlias]:
    """The labels that a new register begins with: what lists of councils, ballot papers and news call the parties."""
    return [PartyAlias(label=label, party=party) for party, labels in USUAL.items() for label in labels]


class RememberedChoice(Base):
    """What somebody decided while importing a file, so that the next file of that shape is not asked about again.

    `kind` is the kind of list, `shape` a digest of the file's headings. `subject` says what was decided ("sheet",
    "column", or of one column "word: Done?"), `said` what the file has there and `means` what that was taken as.
    No names of people are kept here.
    """

    __tablename__ = "remembered_choice"
    __table_args__ = (UniqueConstraint("kind", "shape", "subject", "said"),)
    one, many = "remembered choice", "remembered choices"
    display_attribute = "said"

    kind: Mapped[str] = field("List", INTERNAL, filterable=True)
    shape: Mapped[str] = field("Shape of the file", INTERNAL, listed=False)
    subject: Mapped[str] = field("About", INTERNAL, filterable=True)
    said: Mapped[str] = field("The file says", INTERNAL)
    means: Mapped[str] = field("Is taken as", INTERNAL)
