"""Who a row of a list is about: certain by what tells people apart, else proposed or asked, never by a name alone."""

import datetime as dt
from typing import Any

import pytest

from cp_desktop.exchange.candidates import Candidate
from cp_desktop.exchange.likeness import likeness
from cp_desktop.exchange.name_index import NameIndex
from cp_desktop.exchange.people import People, Person, member_number
from cp_desktop.exchange.person import Seat
from cp_desktop.model import normalise
from cp_desktop.register import Register

START = dt.date(2014, 5, 22)


def seat(ward: str, party: str = "Labour", start: dt.date = START) -> Seat:
    return Seat(ward, party, start)


def councillor(id: int, name: str, ward: str, **said: Any) -> Person:
    party = said.pop("party", "Labour")
    return Person(id, name, wards=[ward], seats=[seat(ward, party)], **said)


@pytest.fixture
def people(register: Register) -> People:
    with register.reading() as session:
        people = People(session)
    for one in (
        councillor(1, "Dilys Oakes", "Mill", email="dilys@x.example", member_id="0007"),
        councillor(2, "Robert Brook", "Mill", email="rob@x.example", member_id="117"),
        councillor(3, "Vera Luna", "Quay"),
        councillor(4, "Mohammed Gray", "Quay"),
        councillor(5, "Ray Ellis", "Mill"),
        councillor(6, "Ray Ellis", "Quay"),
        councillor(7, "Una Reed", "Weir"),
        councillor(8, "Una Reed", "Weir", party="Green"),
        councillor(9, "Siân O'Dare", "Weir"),
    ):
        people.add(one)
    return people


def told(found: list[Candidate]) -> list[tuple[int, str]]:
    return [(one.person.id, "certain" if one.certain else "likely" if one.likely else "possible") for one in found]


@pytest.mark.parametrize(
    ("said", "who"),
    [
        # The source's own number, as such, in the address of a page, and without its zeros.
        ({"name": "Dilys Oakes", "member_id": "0007"}, [(1, "certain")]),
        ({"name": "Rob Brook", "member_id": "https://x.example/mgUserInfo.aspx?UID=117"}, [(2, "certain")]),
        ({"name": "Dilys Oakes", "ward": "Mill", "member_id": "7"}, [(1, "certain")]),
        ({"name": "Dilys Oakes", "ward": "Quay", "member_id": "7"}, [(1, "likely")]),
        # A number that is one's and a name that is another's.
        ({"name": "Vera Luna", "ward": "Quay", "member_id": "117"}, [(2, "possible"), (3, "likely")]),
        # Another number speaks against the name.
        ({"name": "Dilys Oakes", "ward": "Mill", "member_id": "99"}, [(1, "possible")]),
        ({"name": "Dilys Oakes", "ward": "Quay", "member_id": "99"}, []),
        # E-mail, and the name it stands by.
        ({"name": "D. Oakes", "email": "DILYS@x.example"}, [(1, "certain")]),
        ({"name": "Bob Brook", "ward": "Weir", "email": "rob@x.example"}, [(2, "certain")]),
        ({"name": "Ann Other", "ward": "Mill", "email": "rob@x.example"}, [(2, "possible")]),
        # Name and ward; another address makes it a question.
        ({"name": "oakes, DILYS", "ward": "Mill ward"}, [(1, "certain")]),
        ({"name": "Dilys Oakes", "ward": "Mill", "email": "new@x.example"}, [(1, "likely")]),
        # The name alone is never enough.
        ({"name": "Vera Luna", "ward": "Mill"}, [(3, "possible")]),
        ({"name": "Vera Luna", "ward": "Mill", "party": "The Labour Party"}, [(3, "likely")]),
        ({"name": "Vera Luna"}, [(3, "possible")]),
        # Initials, forms of a forename, a slip, a double name.
        ({"name": "D Oakes", "ward": "Mill", "party": "Labour"}, [(1, "likely")]),
        ({"name": "Bob Brook", "ward": "Mill"}, [(2, "likely")]),
        ({"name": "Mo Gray", "ward": "Quay"}, [(4, "likely")]),
        ({"name": "Muhammad Grey", "ward": "Quay"}, [(4, "possible")]),
        ({"name": "Vera Lunar", "ward": "Quay", "party": "Labour"}, [(3, "likely")]),
        ({"name": "Vera Luna-Price", "ward": "Quay", "party": "Labour"}, [(3, "likely")]),
        ({"name": "Robert James Brook", "ward": "Mill"}, [(2, "likely")]),
        ({"name": "Elizabeth (Dilys) Oakes", "ward": "Mill"}, [(1, "likely")]),
        ({"name": "Oakes Dilys", "ward": "Mill"}, [(1, "certain")]),
        ({"name": "S. O Dare", "ward": "Weir"}, [(9, "likely")]),
        ({"name": "Siân O Dare", "ward": "Weir"}, [(9, "certain")]),
        # Two of one name, told apart by ward or not at all.
        ({"name": "Ray Ellis", "ward": "Quay"}, [(6, "certain"), (5, "possible")]),
        ({"name": "Una Reed", "ward": "Weir", "party": "Green"}, [(8, "likely"), (7, "likely")]),
        # Somebody new.
        ({"name": "Ann Other", "ward": "Mill"}, []),
        ({"name": "Ann Brook", "ward": "Mill"}, []),
        ({"name": "", "ward": "Mill"}, []),
    ],
)
def test_who_is_who(people: People, said: dict[str, Any], who: list[tuple[int, str]]) -> None:
    assert sorted(told(people.candidates(**said))) == sorted(who)


def test_what_speaks_for_somebody_is_told_and_the_label_tells_people_apart(people: People) -> None:
    [found] = people.candidates("Bob Brook", "Mill", "new@x.example", party="Green", since=START)
    assert found.reasons == (
        "Bob and Robert are forms of one name",
        "another e-mail address (rob@x.example)",
        "the same ward",
        "another party (Labour)",
        "in office since 22 May 2014",
    )
    assert found.person.full_label == "Robert Brook (Mill, Labour, since 2014, rob@x.example)"


def test_a_second_row_of_the_file_itself_is_another_person_where_anything_differs(people: People) -> None:
    people.add(Person(-1, "John Weir", wards=["Mill"], seats=[seat("Mill")]))
    assert told(people.candidates("John Weir", "Mill", party="Labour")) == [(-1, "certain")]
    assert told(people.candidates("John Weir", "Mill", party="Green")) == [(-1, "likely")]
    assert told(people.candidates("John Weir", "Mill", party="Labour", since=dt.date(2018, 5, 3))) == [(-1, "likely")]


def test_time_in_office_is_unbroken_or_over() -> None:
    first, second = dt.date(2010, 5, 6), dt.date(2014, 5, 22)
    seats = [Seat("Mill", "Labour", first, second - dt.timedelta(days=1)), Seat("Quay", "Green", second)]
    one = Person(1, "Dilys Oakes", wards=["Mill", "Quay"], seats=seats)
    assert one.full_label == "Dilys Oakes (Quay, Green, since 2010)"
    assert not one.in_office(first - dt.timedelta(days=1))
    assert one.in_office(first)
    gap = [seats[0], Seat("Quay", "Green", second + dt.timedelta(days=1))]
    assert Person(1, "Dilys Oakes", seats=gap).since == gap[1].start
    apart = Person(1, "Dilys Oakes", wards=["Mill"], seats=[seats[0]])
    assert apart.full_label == "Dilys Oakes (Mill, Labour, 2010 to 2014)"
    assert not apart.in_office(second)


def test_a_surname_alone_is_enough_where_one_councillor_has_it(people: People) -> None:
    found = people.only_surname("Cllr Oakes")
    assert found
    assert found.id == 1
    assert people.only_surname("Ellis") is None
    assert people.only_surname("Dilys") is None
    assert people.only_surname("Dilys Oakes") is None
    assert people.only_surname("Oakes", day=dt.date(2010, 1, 1)) is None
    people.add(Person(10, "Mo van der Meer", surname="van der Meer"))
    assert people.only_surname("van der Meer") is people.known[10]


def test_a_number_without_its_zeros_is_nobodys_whom_name_and_ward_do_not_bear_out(people: People) -> None:
    assert people.find("Vera Luna", "Quay", member_id="00117").people == [people.known[3]]
    assert people.find("Dilys Oakes", "Mill", member_id="7").people == [people.known[1]]
    assert not people.find("Dilys Oakes", "Quay", member_id="7").sure


def test_two_names_are_alike_where_every_word_of_one_has_its_like() -> None:
    index = NameIndex()
    for id, name in enumerate(("Ann Marie Cole", "Ann Cole", "A Dunn", "Anna Dun", "Bob Hale")):
        index.add(Person(id, name), normalise(name).split())

    def alike(*words: str) -> set[str]:
        return {one.name for one in index.alike(words)}

    assert alike("ann", "marie", "dunn") == {"A Dunn", "Anna Dun"}
    assert alike("ann", "cole") == {"Ann Marie Cole", "Ann Cole"}
    assert alike("robert", "hale") == alike("b", "hale") == {"Bob Hale"}
    assert alike("cole") == alike("una", "cole") == set()


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("117", "117"),
        ("https://x.example/mgUserInfo.aspx?UID=117", "117"),
        ("http://x.example/mgUserInfo.aspx?LS=1&UID=0117&J=2", "0117"),
        ("https://x.example/councillors/117/dilys-oakes", "117"),
        (" A/117 ", "A/117"),
    ],
)
def test_the_number_of_a_member_stands_in_an_address_too(said: str, number: str) -> None:
    assert member_number(said) == number


def test_a_double_forename_is_no_marriage() -> None:
    assert likeness((["ann"], ["bell"]), (["ann"], ["reed"]))[1] == "the same forename"
    assert likeness((["ann"], ["bell"]), (["una"], ["bell"]))[1] == "the same surname"
    assert likeness((["ann"], ["bell"]), (["una"], ["reed"])) == (0, "")
