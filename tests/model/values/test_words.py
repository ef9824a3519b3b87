"""Words as they are kept: signs that nobody sees, those that names need, and those that make them read otherwise."""

import pytest
from sqlalchemy import String

from cp_desktop.exchange.cells import typed
from cp_desktop.model import normalise
from cp_desktop.model.base import Paragraphs, Reference
from cp_desktop.model.values import UnreadableError, key, read, visible

NON_JOINER, JOINER = "\u200c", "\u200d"
PERSIAN = f"علی{NON_JOINER}رضا مه{NON_JOINER}لقا"
SINHALA = f"ශ්{JOINER}රී"
FAMILY = f"👩{JOINER}👧"


@pytest.mark.parametrize("name", [PERSIAN, SINHALA, FAMILY, f"Mina {PERSIAN}"])
def test_the_joiners_that_a_name_is_written_with_stay(name: str) -> None:
    assert read(f" {name}\u200b ", String()) == name
    assert typed(name, String()) == name


@pytest.mark.parametrize("sign", [NON_JOINER, JOINER, "\u200b", "\u00ad", "\ufeff", "\u2060"])
def test_signs_that_do_nothing_go(sign: str) -> None:
    assert read(f"{sign}Ad{sign}a{sign} Dean{sign}", String()) == "Ada Dean"
    assert read(sign * 2, String()) is None


def test_a_name_with_and_without_joiners_is_one_name() -> None:
    assert key(PERSIAN) == key(PERSIAN.replace(NON_JOINER, ""))
    assert normalise(PERSIAN) == normalise(PERSIAN.replace(NON_JOINER, ""))  # by which search finds


def test_what_nobody_can_see_is_a_blank() -> None:
    assert visible("\u200e \u200f\u061c") == ""
    assert read(" \u200e", String()) is None


@pytest.mark.parametrize("sign", "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
@pytest.mark.parametrize("kind", [String(), Reference()])
def test_a_sign_that_turns_letters_round_is_refused_in_a_line(kind: object, sign: str) -> None:
    for read_by in (read, typed):
        with pytest.raises(UnreadableError) as refused:
            read_by(f"SC1{sign}GNP", kind)
        assert str(refused.value) == (
            f"“SC1GNP” is not a text that reads as it is written: an unseen sign in it (U+{ord(sign):04X}) turns the "
            "order of its letters round; type it by hand."
        )


def test_a_quotation_of_several_lines_may_have_its_own_direction_but_override_none() -> None:
    quoted = "She said \u2067شكرا\u2069,\nand sang"
    assert read(quoted, Paragraphs()) == quoted
    with pytest.raises(UnreadableError, match=r"U\+202E"):
        read("She said \u202ethanks", Paragraphs())


@pytest.mark.parametrize("text", ["#N/A", " #ref! ", "#DIV/0!", "#NAME?", "#SPILL!", "Err:502"])
def test_the_error_of_a_spreadsheet_is_no_value(text: str) -> None:
    with pytest.raises(
        UnreadableError, match=f"“{text.strip()}” is not a value: a spreadsheet shows it".replace("?", r"\?")
    ):
        read(text, String())


@pytest.mark.parametrize("text", ["#1", "Err: 502", "#N/A or so", "Error", "# Heading"])
def test_words_that_only_look_like_an_error_stay(text: str) -> None:
    assert read(text, String()) == text
