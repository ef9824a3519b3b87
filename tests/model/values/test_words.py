"""Words as they are kept: signs that nobody sees, those that names need, and those that make them read otherwise."""

import datetime as dt

import pytest
from sqlalchemy import Date, Integer, String

from cp_desktop.exchange.cells import typed
from cp_desktop.model import normalise
from cp_desktop.model.base import EmailAddress, Paragraphs, Reference
from cp_desktop.model.values import UnreadableError, key, quoted, read, read_text, visible
from cp_desktop.model.values.addresses import ascii_host

NON_JOINER, JOINER = "\u200c", "\u200d"
PERSIAN = f"علی{NON_JOINER}رضا مه{NON_JOINER}لقا"
SINHALA = f"ශ්{JOINER}රී"
CONTROLS = (0, 1, 8, 0xE, 0x1B, 0x7F, 0x80, 0x9F, 0xD800, 0xDFFF, 0xFDD0, 0xFFFE)
FAMILY = f"👩{JOINER}👧"


@pytest.mark.parametrize("name", [PERSIAN, SINHALA, FAMILY, f"Mina {PERSIAN}"])
def test_the_joiners_that_a_name_is_written_with_stay(name: str) -> None:
    assert read(f" {name}\u200b ", String()) == name
    assert typed(name, String()) == name


@pytest.mark.parametrize("sign", [NON_JOINER, JOINER, "\u200b", "\u00ad", "\ufeff", "\u2060"])
def test_signs_that_do_nothing_go(sign: str) -> None:
    assert read(f"{sign}Ad{sign}a{sign} Dean{sign}", String()) == "Ada Dean"
    assert read(sign * 2, String()) is None


@pytest.mark.parametrize("sign", ["\u2061", "\u206a", "\u3164", "\uffa0", "\ufff9", "\U000e0001", "\u200e", "\u061c"])
def test_marks_and_fillers_go_where_they_do_nothing(sign: str) -> None:
    assert read(f"{sign}Ad{sign}a Dean{sign}", String()) == "Ada Dean"
    assert read(f"{sign}18/10/2017", Date()) == dt.date(2017, 10, 18)  # some browsers put one before each part


@pytest.mark.parametrize(
    "text",
    ["عائشہ\u200f (Ann)", "\u200eגיל", "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", "✔\ufe0f"],
)
def test_marks_and_fillers_stay_where_they_do_something(text: str) -> None:
    assert read(text, String()) == text


@pytest.mark.parametrize("sign", ["\u115f", "\u1160", "\u2800", "\u034f", "\ufe0f", "\u3164\u200d"])
def test_a_name_of_nothing_but_fillers_is_a_blank(sign: str) -> None:
    assert read(f" {sign}{sign}", String()) is None


@pytest.mark.parametrize("sign", ["\r", "\r\n", "\n", "\v", "\f", "\x85", "\u2028", "\u2029"])
def test_every_sign_that_breaks_a_line_is_a_blank_in_a_line_and_a_break_in_several(sign: str) -> None:
    for read_by in (read, typed):
        assert read_by(f"Ada{sign}Dean", String()) == "Ada Dean"
        assert read_by(f"Ada{sign}Dean", Paragraphs()) == "Ada\nDean"
    assert read_text(f"a file{sign}.pdf", one_line=True) == "a file .pdf"


@pytest.mark.parametrize("sign", [chr(code) for code in CONTROLS])
@pytest.mark.parametrize("kind", [String(), Paragraphs(), Reference()])
def test_a_control_is_refused(kind: object, sign: str) -> None:
    for read_by in (read, typed):
        with pytest.raises(UnreadableError) as refused:
            read_by(f"SC1{sign}GNP", kind)
        assert str(refused.value).endswith(
            f"is not a text that reads as it is written: an unseen sign in it (U+{ord(sign):04X}) is no letter, and no "
            "file could hold it; type it by hand."
        )
        str(refused.value).encode()  # what is said can be shown and written


def test_what_a_sentence_quotes_is_short_and_breaks_nothing() -> None:
    assert quoted("a\r\nb\0c\ud800d\u202ee") == "a  b c de"
    assert len(quoted("x" * 32_767)) == 60


def test_no_search_is_cut_off_by_a_control() -> None:
    """A database takes the first for the end of the text, and the second not at all."""
    assert normalise("O'H\0ara \ud800") == "ohara"


@pytest.mark.parametrize(
    "address",
    [
        *("ada@example.org", "o'hara.l+cp@ward-7.northborough.gov.uk", "a_b{c}@example.co", "1@2.example"),
        *("zoë@example.org", "ada@münchen.example", "ada@xn--mnchen-3ya.example", "विपिन@उदाहरण.भारत", "a@例え.テスト"),
        *("x" * 64 + "@example.org", "a@" + "b" * 63 + ".example"),
    ],
)
def test_an_address_to_which_a_letter_can_go(address: str) -> None:
    assert read(f" {address} ", EmailAddress()) == address


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("ada", "it has no @"),
        ("ada@", "nothing stands after the @"),
        ("@example.org", "nothing stands before the @"),
        ("ada@example.org; ben@example.org", "it has more than one @, and one address is kept here"),
        ("ada@localhost", "what follows the @ has no dot"),
        ("ada dean@example.org", "a blank stands in it"),
        ("mailto:ada@example.org", "“:” stands in it"),
        ("<ada@example.org>", "“<” stands in it"),
        ("o’hara@example.org", "what stands before the @ cannot be there"),
        *((f"{local}@example.org", "what stands before the @ cannot be there") for local in (".a", "a.", "a..b")),
        *(
            (f"a@{host}", "what follows the @ is no place on the internet")
            for host in ("b..uk", "-b.uk", "b.uk.", "b_.uk")
        ),
        ("a@☃.example", "what follows the @ is no place on the internet"),
        ("a@" + "b" * 64 + ".example", "what follows the @ is no place on the internet"),
        *((f"a@{host}", "no place on the internet ends like that") for host in ("127.0.0.1", "b.c", "example.c0m")),
        ("x" * 65 + "@example.org", "it is too long"),
        ("a@" + "b." * 130 + "org", "it is too long"),
    ],
)
def test_what_is_no_address(text: str, why: str) -> None:
    with pytest.raises(UnreadableError) as refused:
        read(text, EmailAddress())
    assert str(refused.value).endswith(f"is not an e-mail address: {why}. Write it like name@council.gov.uk.")


def test_the_host_of_an_address_is_written_by_the_rule_of_today() -> None:
    assert ascii_host("Straße.example") == "xn--strae-oqa.example", "and not strasse.example, which is another's"


@pytest.mark.parametrize("number", ["99999999999999999999", "-1000000000", "1,000,000,000", "9" * 5_000])
def test_a_number_too_large_is_told_so(number: str) -> None:
    with pytest.raises(UnreadableError, match="whole number that can be kept: it has more than 9 digits"):
        read(number, Integer())


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
