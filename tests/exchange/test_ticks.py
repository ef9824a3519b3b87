"""Ticks as people make them: signs, letters of a sign font, a yes with a remark, and what stands for nothing."""

import pytest

from cp_desktop.exchange.ticks import Tick, letters_in, parted, read_tick, stands_for_nothing


@pytest.mark.parametrize(
    "text",
    ["x", "X", "✓", "✔", "✔\ufe0f", "√", "●", "•", "■", "☑", "☒", "\uf0fc", "1", "Y", "yes", "TRUE", "True", "Ticked"],
)
def test_every_kind_of_tick_is_a_yes(text: str) -> None:
    assert read_tick(text) == Tick(True)


@pytest.mark.parametrize("text", ["0", "N", "no", "FALSE", "☐", "✗", "○", "not committed"])
def test_a_no_is_a_no(text: str) -> None:
    assert read_tick(text) == Tick(False)


@pytest.mark.parametrize(
    "text", ["", "  ", "NA", "N/A", "n.a.", "-", "--", "–", "none", "None", "not applicable", "Don't know", "?"]
)
def test_what_stands_for_nothing_is_no_answer(text: str) -> None:
    assert stands_for_nothing(text)
    assert read_tick(text) == Tick(None)


@pytest.mark.parametrize(
    ("text", "yes", "remark"),
    [
        ("Yes - March", True, "March"),
        ("Yes – in March, with the choir", True, "in March, with the choir"),
        ("yes: twice", True, "twice"),
        ("Yes (with Ann Bell)", True, "with Ann Bell"),
        ("Y, in May", True, "in May"),
        ("x - twice", True, "twice"),
        ("Yes in May", True, "in May"),
        ("No - it was called off", False, "it was called off"),
        ("No, postponed", False, "postponed"),
    ],
)
def test_a_yes_or_no_may_have_a_remark(text: str, yes: bool, remark: str) -> None:
    assert read_tick(text) == Tick(yes, remark)


@pytest.mark.parametrize(
    "text",
    [
        "2",
        "*",
        "perhaps",
        "ü",
        "P",
        "Planned",
        "No opportunity arose",
        "Yesterday",
        "Will do",
        "1,800",
        "1:30",
        "x-ray",
    ],
)
def test_what_says_something_else_is_no_tick(text: str) -> None:
    assert read_tick(text) is None


@pytest.mark.parametrize(
    ("cells", "letters"),
    [
        (["ü", "", "ü"], {"ü"}),
        (["P", "", "2", "P"], {"P"}),
        (["ü", "●", "x", "-"], {"ü"}),
        (["ü", "û"], {"ü", "û"}),
        (["P", "D", ""], set()),
        (["P", "perhaps"], set()),
        (["p", "p"], set()),
        (["û", ""], set()),
        (["", ""], set()),
    ],
)
def test_letters_are_signs_where_nothing_else_stands_beside_them(cells: list[str], letters: set[str]) -> None:
    assert letters_in(cells) == letters
    for letter in letters:
        assert read_tick(letter, letters) == Tick(letter in "üþPR")


def test_a_word_is_parted_from_its_remark() -> None:
    assert parted("Done - at Oak House") == ("Done", "at Oak House")
    assert parted("Not yet (postponed)") == ("Not yet", "postponed")
    assert parted("A long-standing promise") is None
    assert parted("Done") is None
