"""However a list labels a party, it is the one that the register has."""

import pytest

from cp_desktop.exchange.parties import Parties
from cp_desktop.register import Register


@pytest.fixture
def parties(register: Register, council: None) -> Parties:
    with register.reading() as session:
        return Parties(session)


@pytest.mark.parametrize(
    ("label", "party"),
    [
        ("Labour", "Labour"),
        ("LABOUR", "Labour"),
        ("The Labour Party Candidate", "Labour"),
        ("Labour Party", "Labour"),
        ("Labour Group", "Labour"),
        ("Labour and Co-operative Party Candidate", "Labour"),
        ("Lab", "Labour"),
        ("Conservative Party Candidate", "Conservative"),
        ("The Conservative Party", "Conservative"),
        ("CONSERVATIVES", "Conservative"),
        ("Con", "Conservative"),
        ("Liberal Democrat Focus Team", "Liberal Democrat"),
        ("LIBERAL DEMOCRATS", "Liberal Democrat"),
        ("Lib Dem", "Liberal Democrat"),
        ("LD", "Liberal Democrat"),
        ("Green Party", "Green"),
        ("Independent Councillor Oakes", "Independent"),
        ("Independent", "Independent"),
        ("Independent Group", "Independent Group"),
        ("UKIP", "UKIP"),
        ("Mill  Residents", "Mill Residents"),
        ("MILL RESIDENTS", "Mill Residents"),
        ("Independents for Mill", "Independents for Mill"),
        ("N/A", None),
        ("", None),
        (None, None),
    ],
)
def test_a_label_is_one_party(parties: Parties, label: str | None, party: str | None) -> None:
    assert parties.party_of(label) == party


def test_to_write_a_party_otherwise_is_no_change_of_it(parties: Parties) -> None:
    assert parties.same("Liberal Democrats", "Liberal Democrat Focus Team")
    assert parties.same("Mill Residents", "MILL RESIDENTS' PARTY")
    assert parties.same(None, "-")
    assert not parties.same("Labour", None)
    assert not parties.same("Independent", "Independent Group")
