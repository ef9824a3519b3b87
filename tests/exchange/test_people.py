"""Names as people write them find one councillor, or nobody is guessed."""

from pathlib import Path

import pytest

from cp_desktop import exchange
from cp_desktop.exchange.names import bare
from cp_desktop.exchange.pasted_names import named
from cp_desktop.exchange.people import People, Person, name_key, ward_key
from cp_desktop.model import normalise
from cp_desktop.register import Register
from cp_desktop.services import imports


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
        "Siân O'Hara-Łukasz (Mill [Quay",
        "Siân O'Hara-Łukasz " + "(" * 400_000,
        "Siân O'Hara-Łukasz " + "[ " * 200_000,
        "Deputy Mayor Siân O'Hara-Łukasz CBE, JP",
    ],
)
def test_one_person_many_spellings(name: str) -> None:
    assert name_key(name) == "sianoharalukasz"


@pytest.mark.usefixtures("council")
def test_who_is_similar_is_worked_out_without_reading_every_name_again(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    with register.reading() as session:
        people = People(session)
    for number in range(1, 101):
        people.add(Person(-number, f"Ewa Tolmar{number}"))
    people.find("Zoey Pryce")
    folded = []
    monkeypatch.setattr("cp_desktop.exchange.people.normalise", lambda text: folded.append(text) or normalise(text))
    for number in range(100):
        assert people.find(f"Quite{number} Unknown").people == []
    assert len(folded) < 100 * len(people.known) / 10
    people.add(Person(-200, "Quita Unknown"))
    assert [one.name for one in people.find("Quite Unknown").people] == ["Quita Unknown"]


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
    # It is proposed, and so is whoever alone can be meant by initials or a surname; but not against the ward.
    assert near.likely is near.people[0]
    assert people.find("Z. Price").likely is near.likely
    assert people.find("Cllr Price").likely is near.likely
    assert people.find("Z. Price", ward="Mill").likely is None
    assert people.find("Zoe").likely is None
    assert people.find("B. Twin").likely is None
    assert people.find("Quite Unknown").people == []
    # A part of a name is asked about, by all who have it.
    zoe = people.find("Zoe")
    assert not zoe.sure
    assert zoe.why == "that is no whole name; it could be Zoë Price (Quay)"
    twin = people.find("Cllr Twin")
    assert not twin.sure
    assert twin.why == "that is no whole name; it could be Ben Twin (Mill) or Ben Twin (Quay)"
    assert [one.name for one in people.find("Prise").people] == ["Zoë Price"]
    assert people.find("Price Zoe").sure


def test_a_member_id_with_quite_another_name_is_a_mix_up_and_nothing_goes_in(
    register: Register, tmp_path: Path
) -> None:
    head = "Member ID,Forename,Surname,Ward,Term start\n"
    (tmp_path / "one.csv").write_text(head + "7,Una,Ellis,Aston,2014-05-22\n")
    imports.apply(register, exchange.read(register, "councillors", tmp_path / "one.csv"))
    (tmp_path / "two.csv").write_text(head + "7,Rhys,Ng,Aston,2014-05-22\n")
    [problem] = exchange.read(register, "councillors", tmp_path / "two.csv").open
    assert "7 is Una Ellis in the register" in str(problem)
    (tmp_path / "three.csv").write_text(head + "7,Una,Ng-Ellis,Aston,2014-05-22\n")
    assert exchange.read(register, "councillors", tmp_path / "three.csv").ready


def test_a_ward_in_brackets_tells_two_of_a_name_apart(register: Register, tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text(
        "Forename,Surname,Ward,Term start\nRhys,Ng,Soho,2014-05-22\nRhys,Ng,Aston,2014-05-22\n"
    )
    imports.apply(register, exchange.read(register, "councillors", tmp_path / "people.csv"))
    with register.reading() as session:
        people = People(session)
    assert not people.find("Cllr Rhys Ng").sure
    assert not people.find("Cllr Rhys Ng (Leader)").sure
    found = people.find("Cllr Rhys Ng (Soho)")
    assert found.sure
    assert found.people[0].wards == ["Soho"]


@pytest.mark.usefixtures("council")
@pytest.mark.parametrize(
    "pasted",
    [
        "Cllr Ada O'Brien-Łuk\nZoë Price\nBen Twin (Mill)",
        "Ada O'Brien-Luk; Price, Zoe; Cllr Ben Twin (Mill ward)",
        "O’Brien-Łuk, Ada, Price, Zoë, Twin, Ben (Mill)",
        "Ada O'Brien-Łuk, Zoe Price and Cllr Ben Twin (Mill)",
        "O'Brien-Łuk, Ada <ada@example.org>; Price, Zoë <zoe@example.org>; Ben Twin <BEN.MILL@example.org>",
        "\"Ada O'Brien-Łuk\" <ada@example.org>, 'Zoe Price' <zoe@elsewhere.org>, <ben.mill@example.org>",
        "1. Ada O'Brien-Łuk MBE\n2) zoe@example.org\n- ben.mill@example.org\n\n",
        "Full Name\tJoin time\tEmail\tRole\r\nAda O'Brien-Łuk\t09:58\tada@example.org\tAttendee\r\n"
        "Zoe Price (External)\t10:01\t\tAttendee\r\nBen Twin\t10:02\tben.mill@example.org\tPresenter",
        "Ada O'Brien-Łuk\nada O'Brien-Łuk\nZoë Price / Ben Twin (Mill)",
    ],
)
def test_a_pasted_list_of_names(register: Register, pasted: str) -> None:
    with register.reading() as session:
        people = People(session)
    found = named(people, pasted)
    assert [(one.found.sure, one.found.people[0].member_id) for one in found] == [(True, "1"), (True, "4"), (True, "2")]


@pytest.mark.usefixtures("council")
def test_nobody_on_a_pasted_list_is_guessed(register: Register) -> None:
    with register.reading() as session:
        people = People(session)
    said = "Ben Twin; Zoey Pryce; Stranger, Ann, Zoe Price; Ada O'Brien-Łuk <zoe@example.org>; Head of Service"
    found = {one.text: one.found for one in named(people, said)}
    assert list(found) == [
        "Ben Twin",
        "Zoey Pryce",
        "Stranger, Ann",
        "Zoe Price",
        "Ada O'Brien-Łuk <zoe@example.org>",
        "Head of Service",
    ]
    assert [text for text, one in found.items() if one.sure] == ["Zoe Price"]
    assert [one.label for one in found["Ben Twin"].people] == ["Ben Twin (Mill)", "Ben Twin (Quay)"]
    assert [one.label for one in found["Zoey Pryce"].people] == ["Zoë Price (Quay)"]
    assert found["Stranger, Ann"].people == []
    assert len(found["Ada O'Brien-Łuk <zoe@example.org>"].people) == 2
    assert named(people, " \n ; ,, ") == []
    assert [one.text for one in named(people, "Zoë, Ada")] == ["Zoë", "Ada"]
    assert [one.text for one in named(people, "Zoë, Ann")] == ["Zoë, Ann"]
