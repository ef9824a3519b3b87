"""Names as lists write them come apart into title, forename, surname, honours, roles and remarks; a guess is told."""

import datetime as dt

import pytest

from cp_desktop.exchange.known_names import KnownNames
from cp_desktop.exchange.name_lists import learn_names
from cp_desktop.exchange.names import split_name
from cp_desktop.exchange.remarks import NameRemark

ONE_OR_TWO = "the surname may be one word or two"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        # Titles and roles before, glued or not, and behind.
        ("Councillor Dilys Oakes", "Cllr|Dilys|Oakes||"),
        ("The Lord Mayor, Councillor Dilys Oakes", "Cllr|Dilys|Oakes||Lord Mayor"),
        ("CouncillorMrs Dilys Oakes", "Cllr Mrs|Dilys|Oakes||"),
        ("Mayor's Consort. Councillor Dilys Oakes", "Cllr|Dilys|Oakes||Mayor's Consort"),
        ("Deputy Mayor Dilys Oakes", "|Dilys|Oakes||Deputy Mayor"),
        ("Councillor Dilys Oakes CBE (Leader)", "Cllr|Dilys|Oakes|CBE|Leader"),
        ("Dilys Oakes, Leader of the Blue Group", "|Dilys|Oakes||Leader of the Blue Group"),
        ("Leader of the Council - Cllr Dilys Oakes", "Cllr|Dilys|Oakes||Leader of the Council"),
        ("Cabinet Member for Parks, Cllr Dilys Oakes", "Cllr|Dilys|Oakes||Cabinet Member for Parks"),
        ("Cllr Mrs D. Oakes MBE", "Cllr Mrs|D.|Oakes|MBE|"),
        ("Councillor Dilys Oakes  CBE, JP", "Cllr|Dilys|Oakes|CBE JP|"),
        ("Dilys Oakes MBE KSG", "|Dilys|Oakes|MBE KSG|"),
        ("Prof. Dilys Oakes PhD", "Prof|Dilys|Oakes|PhD|"),
        ("Cllr. Dilys Oakes BA (Hons)", "Cllr|Dilys|Oakes|BA Hons|"),
        # What looks like a title or an honour and is a name.
        ("Wei Ma", "|Wei|Ma||"),
        ("Lord, Dilys", "|Dilys|Lord||"),
        ("Dilys Mayor", "|Dilys|Mayor||"),
        # Surname first.
        ("Oakes, Dilys", "|Dilys|Oakes||"),
        ("Oakes, Dilys (Cllr)", "Cllr|Dilys|Oakes||"),
        ("Oakes (Cllr), Dilys", "Cllr|Dilys|Oakes||"),
        ("Cllr Reed-Oakes, Dilys", "Cllr|Dilys|Reed-Oakes||"),
        ("Oakes, Dilys, Cllr", "Cllr|Dilys|Oakes||"),
        ("Oakes D.", "|D.|Oakes||"),
        # Capitals are surnames wherever they stand; nothing but capitals tells nothing.
        ("OAKES Dilys", "|Dilys|Oakes||"),
        ("Dilys OAKES", "|Dilys|Oakes||"),
        ("Ó BRAIN, Dilys", "|Dilys|Ó Brain||"),
        ("O'DARE-ŻAK Siân", "|Siân|O'Dare-Żak||"),
        ("McNAB Dilys", "|Dilys|McNab||"),
        ("van der MEER Jan", "|Jan|van der Meer||"),
        ("DE LUNA Dilys", "|Dilys|de Luna||"),
        ("DILYS OAKES", "|Dilys|Oakes||"),
        ("dilys o’dare", "|Dilys|O’Dare||"),
        ("JP Oakes", "|JP|Oakes||"),
        # Particles and double names.
        ("Cllr Dilys de Luna", "Cllr|Dilys|de Luna||"),
        ("Councillor Dr Mo van der Meer", "Cllr Dr|Mo|van der Meer||"),
        ("van der Meer, Mo", "|Mo|van der Meer||"),
        ("Cllr Aodh Ó Brain", "Cllr|Aodh|Ó Brain||"),
        ("Úna Ní Brain", "|Úna|Ní Brain||"),
        ("Dafydd Ap Gwyn", "|Dafydd|Ap Gwyn||"),
        ("Dilys St John", "|Dilys|St John||"),
        ("Dilys St. John-Oakes", "|Dilys|St. John-Oakes||"),
        ("Omar bin Said", "|Omar|bin Said||"),
        ("Omar al-Said", "|Omar|al-Said||"),
        ("Luis Vega y Luna", "|Luis|Vega y Luna||"),
        ("Al Oakes", "|Al|Oakes||"),
        ("Cllr Gurdev Singh Oakes", "Cllr|Gurdev Singh|Oakes||"),
        ("O'Dare Dilys", "|Dilys|O'Dare||"),
        # A part alone is the surname.
        ("Cllr Oakes", "Cllr||Oakes||"),
        ("de Luna", "||de Luna||"),
    ],
)  # fmt: skip
def test_a_name_comes_apart(text: str, parts: str) -> None:
    name = split_name(text)
    found = "|".join((name.title, name.forename, name.surname, name.honours, ", ".join(name.roles)))
    assert (found, name.sure) == (parts, True)


@pytest.mark.parametrize(
    ("text", "parts", "why"),
    [
        ("Dilys Ray Oakes", "Dilys Ray|Oakes", ONE_OR_TWO),
        ("Dilys Oakes Mayor", "Dilys|Oakes", "“Mayor” is taken for a role"),
        ("Dilys Oakes, Brook", "Brook|Dilys Oakes", "what stands before the comma may be a name"),
        ("Dilys Oakes, Ray Brook", "Ray Brook|Dilys Oakes", "it may be two names"),
        ("Oakes, Dilys, Brook", "Dilys Brook|Oakes", "there is more than a name"),
        ("Dilys Oakes & Ray Brook", "Dilys Oakes & Ray|Brook", f"{ONE_OR_TWO}; there is more than a name"),
        ("NG Dilys", "Dilys|Ng", "“NG” may be initials"),
        ("Siân O Dare", "Siân|O Dare", "“O” may be an initial or belong to the surname"),
        ("Dilys Reed - Oakes", "Dilys|Reed", "“Oakes” may be a part of the name"),
    ],
)
def test_a_guess_is_told(text: str, parts: str, why: str) -> None:
    name = split_name(text)
    assert (f"{name.forename}|{name.surname}", name.sure, name.why) == (parts, False, why)


@pytest.mark.parametrize(
    ("text", "remark"),
    [
        ("Dilys Oakes - Resigned Feb 2018", NameRemark("left", "Resigned Feb 2018", month=dt.date(2018, 2, 1))),
        ("Dilys Oakes (Resigned 3/9/17)", NameRemark("left", "Resigned 3/9/17", day=dt.date(2017, 9, 3))),
        ("Oakes, Dilys (until May 2018)", NameRemark("left", "until May 2018", month=dt.date(2018, 5, 1))),
        ("Dilys Oakes resigned 3rd Sept 2017", NameRemark("left", "resigned 3rd Sept 2017", day=dt.date(2017, 9, 3))),
        ("Dilys Oakes – died 2017-09-03", NameRemark("left", "died 2017-09-03", day=dt.date(2017, 9, 3))),
        ("The late Cllr Dilys Oakes", NameRemark("left", "late")),
        ("Former Councillor Dilys Oakes", NameRemark("left", "Former")),
        ("Dilys Oakes (elected 4 May 2017)", NameRemark("joined", "elected 4 May 2017", day=dt.date(2017, 5, 4))),
        ("Dilys Oakes (2018)", NameRemark("other", "2018")),
        ("Dilys Oakes [suspended]", NameRemark("other", "suspended")),
        ("Dilys Oakes (Lab) (resigned)", NameRemark("left", "Lab; resigned")),
        ("Dilys Oakes (vacant since 3/9/17)", NameRemark("vacant", "vacant since 3/9/17", day=dt.date(2017, 9, 3))),
    ],
)
def test_a_remark_is_read_and_kept_out_of_the_name(text: str, remark: NameRemark) -> None:
    name = split_name(text)
    assert (name.forename, name.surname, name.remark, name.sure) == ("Dilys", "Oakes", remark, True)


@pytest.mark.parametrize(
    "text", ["VACANT", "Vacant Seat", "Councillor Vacancy", "Vacancy (D. Oakes resigned)", "(vacant)"]
)
def test_a_vacant_seat_is_nobody(text: str) -> None:
    name = split_name(text)
    assert name.name == ""
    assert name.remark is not None
    assert name.remark.kind == "vacant"


@pytest.mark.parametrize("text", ["Cllr", "Mrs", "Councillor.", "", "-", "N/A", "TBC", "anonymous", "none", "..."])
def test_a_placeholder_is_nobody(text: str) -> None:
    assert (split_name(text).name, split_name(text).remark) == ("", None)


def test_what_somebody_is_known_as_is_no_part_of_the_name() -> None:
    for text in ("Elizabeth (Liz) Oakes", 'Elizabeth "Liz" Oakes', "Cllr Elizabeth ‘Liz’ Oakes"):
        name = split_name(text)
        assert (name.forename, name.surname, name.known_as) == ("Elizabeth", "Oakes", "Liz")


def test_known_surnames_tell_where_a_surname_begins_and_how_it_is_spelled() -> None:
    known = KnownNames({"reed oakes": "Reed Oakes", "macadam": "MacAdam"}, frozenset({"ray"}))
    for text in ("Dilys Reed Oakes", "REED OAKES, DILYS"):
        name = split_name(text, known)
        assert (name.forename, name.surname, name.sure) == ("Dilys", "Reed Oakes", True)
    assert split_name("MACADAM Dilys", known).surname == "MacAdam"
    assert split_name("Dilys Ray Brook", known).sure
    # Of the two words one is known as a surname, the other as a forename.
    turned = split_name("Macadam Ray", known)
    assert (turned.forename, turned.surname) == ("Ray", "Macadam")
    # One known word alone does not turn a name round.
    assert split_name("Macadam Brook", known).surname == "Brook"


def test_a_list_in_both_orders_tells_itself_and_what_it_does_not_tell_is_a_guess() -> None:
    names = ["Oakes, Dilys", "Brook, Ray", "Luna, Vera", "Vera Brook", "Oakes Ray", "Brook Dilys", "Ellis Gray"]
    known = learn_names(names)
    found = {text: split_name(text, known) for text in names}
    assert [found[text].surname for text in names[:6]] == ["Oakes", "Brook", "Luna", "Brook", "Oakes", "Brook"]
    assert all(found[text].sure for text in names[:6])
    assert not found["Ellis Gray"].sure
    assert found["Ellis Gray"].why == "which word is the surname is a guess"


def test_an_ordinary_list_is_taken_as_it_stands() -> None:
    names = ["Dilys Oakes", "Ray Brook", "Vera Ray Luna", "James Scott"]
    known = learn_names(names, surnames=["James", "Oakes"], forenames=["Dilys"])
    assert [(split_name(text, known).surname, split_name(text, known).sure) for text in names] == [
        ("Oakes", True),
        ("Brook", True),
        ("Luna", True),
        ("Scott", True),
    ]
