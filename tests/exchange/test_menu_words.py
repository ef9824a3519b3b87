"""What people write for an item of the menu: a number, a wording whole or shortened or nearly, several in a cell."""

from types import SimpleNamespace

import pytest

from cp_desktop.exchange.menu_words import SURE, MenuWords

WORDINGS = {
    1: "Hear what young people say",
    2: "Call at the homes in your ward",
    3: "Raise funds, gifts and prizes",
    4: "Raise funds",
    5: "As a governor, speak up for our pupils; ask how they do",
    6: "Speak well of fostering",
    7: "Something of your own",
}
MENU = MenuWords({n: SimpleNamespace(number=n, wording=said, own_words=n == 7) for n, said in WORDINGS.items()})


def numbers(text: str) -> list[int]:
    return [one.item.number for one in MENU.named(text)]


def split(text: str) -> tuple[list[int], list[str]]:
    found, others = MENU.split(text)
    return [one.item.number for one in found], others


@pytest.mark.parametrize("text", ["2", "2.", "Item 2", "item 2:", "Q2", "No. 2", "#2", "2)"])
def test_a_number_alone_is_the_item(text: str) -> None:
    [named] = MENU.named(text)
    assert (named.item.number, named.by, named.why) == (2, "number", "by its number")


@pytest.mark.parametrize(
    ("text", "number", "by"),
    [
        ("Call at the homes in your ward", 2, "wording"),
        ("call at the HOMES in your ward.", 2, "wording"),
        ("2 Call at the homes in your ward", 2, "both"),
        ("2. Call at the homes: have you undertaken this?", 2, "both"),
        ("Which of these have you undertaken? [Call at the homes in your ward]", 2, "wording"),
        ("Which of these?/Call at the homes in your ward", 2, "wording"),
        ("Call at the homes", 2, "wording"),
        ("Call at the homes…", 2, "wording"),
        ("Cal at the homes in yor ward", 2, "wording"),
        ("Raise funds", 4, "wording"),
        ("Raise funds, gifts and prizes", 3, "wording"),
        ("Raise funds, gifts", 3, "wording"),
        ("5 Call at the homes in your ward", 2, "wording"),
    ],
)
def test_words_are_an_item(text: str, number: int, by: str) -> None:
    named = MENU.one(text)
    assert named is not None
    assert (named.item.number, named.by) == (number, by)
    assert named.score >= SURE


@pytest.mark.parametrize("text", ["Your name", "Which ward?", "99", "3.7", "1e+20", "", "?!", "Feedback", "Raise"])
def test_other_words_are_none(text: str) -> None:
    assert MENU.one(text) is None


def test_how_near_the_words_are_is_said() -> None:
    named = MENU.one("Cal at the homes in yor ward")
    assert named is not None
    assert named.why == f"its words are like the item's, {named.score:.0f} of 100"


@pytest.mark.parametrize(
    ("cell", "items", "others"),
    [
        ("Hear what young people say, Raise funds, gifts and prizes, Raise funds", [1, 3, 4], []),
        ("As a governor, speak up for our pupils; ask how they do;Raise funds;", [5, 4], []),
        ("1. Hear what young people say;5. As a governor, speak up for our pupils; ask how they do;", [1, 5], []),
        ("1, 4 and 7", [1, 4, 7], []),
        ("1;4;7;", [1, 4, 7], []),
        ("Items 1, 4", [1, 4], []),
        ("7", [7], []),
        ("Raise funds, Sing in the choir, with friends", [4], ["Sing in the choir, with friends"]),
        ("Raise funds;Other: sing in the choir", [4], ["sing in the choir"]),
        ("I shall raise funds for a minibus", [], ["I shall raise funds for a minibus"]),
        ("Hear what young people say\nRaise funds", [1, 4], []),
        ("Call at the homes; Speak wel of fostering", [2, 6], []),
        ("Raise funds, Raise funds", [4], []),
        ("1, 99", [1], ["99"]),
        ("", [], []),
        (";", [], []),
    ],
)
def test_a_cell_is_split_by_the_wordings_of_the_menu(cell: str, items: list[int], others: list[str]) -> None:
    assert split(cell) == (items, others)


def test_all_of_a_menu_joined_by_any_sign_comes_apart_again() -> None:
    for sign in (", ", ";", "; ", "\n", " | ", ","):
        assert split(sign.join(WORDINGS.values())) == (list(WORDINGS), []), sign
        assert split(sign.join(f"{n}. {said}" for n, said in WORDINGS.items()) + sign) == (list(WORDINGS), []), sign


def test_two_items_of_one_wording_are_told_apart_by_number_alone() -> None:
    twins = MenuWords({n: SimpleNamespace(number=n, wording="Help at an event") for n in (1, 2)})
    assert twins.one("Help at an event") is None
    assert [one.item.number for one in twins.split("2. Help at an event;")[0]] == [2]
