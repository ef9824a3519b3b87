"""Names as people write them find one councillor, or nobody is guessed."""

from pathlib import Path

import pytest

from cp_desktop import exchange
from cp_desktop.exchange.people import People, bare, name_key, ward_key
from cp_desktop.register import Register


@pytest.mark.parametrize(
    "name",
    [
        "Cllr Siân O'Hara-Łukasz",
        "Councillor Siân  O’Hara Łukasz, MBE",
        "O'Hara-Łukasz, Siân",
        "O'HARA-LUKASZ, Cllr Sian OBE",
        "The Right Worshipful the Lord Mayor Cllr Siân O'Hara-Łukasz JP",
        "Siân O Hara-Łukasz (Leader)",
        "Siân O'Hara-Łukasz - Chair",
        "Deputy Mayor Siân O'Hara-Łukasz CBE, JP",
    ],
)
def test_one_person_many_spellings(name: str) -> None:
    assert name_key(name) == "sianoharalukasz"


def test_a_name_that_looks_like_a_title_stays() -> None:
    assert bare("Cllr Mayor") == "Mayor"
    assert bare("Ann Lord") == "Ann Lord"
    assert bare("Lady Jane Dean") == "Jane Dean"


def test_wards_meet() -> None:
    assert ward_key("St Mary's & Quay Ward") == ward_key("St. Marys and Quay")


@pytest.mark.usefixtures("council")
def test_finding(register: Register) -> None:
    with register.reading() as session:
        people = People(session)
    found = people.find("Cllr Twin, Ben", ward="Quay ward")
    assert (found.sure, found.people[0].member_id) == (True, "3")
    found = people.find("Ben Twin", email="BEN.MILL@example.org")
    assert (found.sure, found.people[0].member_id) == (True, "2")
    assert people.find("Somebody Else", member_id="4").people[0].name == "Zoë Price"
    both = people.find("Ben Twin")
    assert not both.sure
    assert [one.label for one in both.people] == ["Ben Twin (Mill)", "Ben Twin (Quay)"]
    # The ward speaks against the only one of that name; the e-mail address against the name.
    assert not people.find("Zoe Price", ward="Mill").sure
    assert not people.find("Zoe Price", email="ada@example.org").sure
    near = people.find("Zoey Pryce")
    assert not near.sure
    assert [one.name for one in near.people] == ["Zoë Price"]
    assert people.find("Quite Unknown").people == []
    assert people.find("Price Zoe").sure


def test_a_member_id_with_quite_another_name_is_a_mix_up_and_nothing_goes_in(
    register: Register, tmp_path: Path
) -> None:
    head = "Member ID,Forename,Surname,Ward,Term start\n"
    (tmp_path / "one.csv").write_text(head + "7,Una,Ellis,Aston,2014-05-22\n")
    exchange.apply(register, exchange.read(register, "councillors", tmp_path / "one.csv"))
    (tmp_path / "two.csv").write_text(head + "7,Rhys,Ng,Aston,2014-05-22\n")
    [problem] = exchange.read(register, "councillors", tmp_path / "two.csv").problems
    assert "7 is Una Ellis in the register" in str(problem)
    (tmp_path / "three.csv").write_text(head + "7,Una,Ng-Ellis,Aston,2014-05-22\n")
    assert exchange.read(register, "councillors", tmp_path / "three.csv").ready


def test_a_ward_in_brackets_tells_two_of_a_name_apart(register: Register, tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text(
        "Forename,Surname,Ward,Term start\nRhys,Ng,Soho,2014-05-22\nRhys,Ng,Aston,2014-05-22\n"
    )
    exchange.apply(register, exchange.read(register, "councillors", tmp_path / "people.csv"))
    with register.reading() as session:
        people = People(session)
    assert not people.find("Cllr Rhys Ng").sure
    assert not people.find("Cllr Rhys Ng (Leader)").sure
    found = people.find("Cllr Rhys Ng (Soho)")
    assert found.sure
    assert found.people[0].wards == ["Soho"]
