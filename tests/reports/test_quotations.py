"""Other people's words in print: a sign that no font has is left out and told, and never stops the paper."""

from pathlib import Path

import pypdf
import pytest
from sqlalchemy import select, update

from cp_desktop import reports
from cp_desktop.cli import main
from cp_desktop.model import Answer, Council, Item, Visit
from cp_desktop.register import Register
from tests.reports.writing import write_paper

from .conftest import AS_AT
from .reading import read
from .test_tagging import faults

SIGNS = {
    "an emoji": ("A lovely day \N{PARTY POPPER}!", "A lovely day !"),
    "a family of four": ("A day \U0001f469\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466 together", "A day together"),
    "a skin tone": ("Well done \U0001f44d\U0001f3fd all", "Well done all"),
    "a flag": ("\U0001f1ec\U0001f1e7 day out", "day out"),
    "a heart with a selector": ("Loved it \u2763\ufe0f so", "Loved it so"),
    "a private sign": ("Ticked \ue123 here", "Ticked here"),
    "a framed key": ("Step 1\ufe0f\u20e3 was fun", "Step 1 was fun"),
    "no character": ("Odd \ufffe here", "Odd here"),
}

INVISIBLE = ("a private sign", "no character")


def quoted(year: Register, words: str) -> None:
    with year.operation("An example") as session:
        for answer in session.scalars(select(Answer).where(Answer.may_be_quoted)):
            answer.example = words


def text_of(path: Path) -> str:
    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(path).pages).split())


@pytest.mark.parametrize("kind", SIGNS)
def test_a_sign_in_somebodys_example_is_left_out_and_told(year: Register, tmp_path: Path, kind: str) -> None:
    words, printed = SIGNS[kind]
    quoted(year, words)
    out = tmp_path / "handbook.pdf"
    made = write_paper(year, "handbook", out, as_at=AS_AT)
    assert made is not None
    assert printed in text_of(out)
    if kind in INVISIBLE:  # what nobody sees anywhere is missed by nobody
        assert made.left_out == ""
    else:
        assert made.left_out.startswith("Left out, because the printed papers' font has no shape for it: “")
        assert "words of " in made.left_out


WHOLE = ("We sang “નમસ્તે” with them", "\N{PARTY POPPER} \N{PARTY POPPER}", "\U0001f469\u200d\U0001f467", "\ue123")


@pytest.mark.parametrize("words", WHOLE)
def test_an_example_with_letters_no_font_has_or_of_signs_alone_is_left_out_whole(
    year: Register, tmp_path: Path, words: str
) -> None:
    quoted(year, words)
    made = write_paper(year, "handbook", tmp_path / "handbook.pdf", as_at=AS_AT)
    assert made is not None
    assert "a whole example (in “" in made.left_out
    assert "words of Cllr Ann Ash" in made.left_out
    printed = text_of(tmp_path / "handbook.pdf")
    assert "We sang" not in printed
    assert "“”" not in printed
    assert "“□”" not in printed


@pytest.mark.parametrize("written", ["① 𝗚𝗿𝗲𝗮𝘁 ｄａｙ", "1\ufe0f\u20e3 Great day"])
def test_letters_in_a_fancy_style_are_printed_plainly(year: Register, written: str) -> None:
    with year.operation("Seen") as session:
        session.scalars(select(Visit)).one().seen = written
    made = reports.make(year, "visit-report", as_at=AS_AT, options=reports.Options(visit=1))
    assert "1 Great day" in read(made.content).texts("P")


@pytest.mark.parametrize("name", ["survey-summary", "handbook"])
@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("words", ["Clubs \N{PARTY POPPER} and trips", "\N{PARTY POPPER}"])
def test_a_paper_with_signs_left_out_of_every_wording_is_still_fit_for_an_archive(
    year: Register, name: str, large: bool, words: str
) -> None:
    """Its charts, too, draw nothing that no font has; and an item whose wording is all signs keeps a square."""
    with year.operation("Wordings") as session:
        session.execute(update(Item).values(wording=words))
    made = reports.make(year, name, as_at=AS_AT, options=reports.Options(large=large))
    assert "\N{PARTY POPPER}" in made.left_out
    assert faults(made.content) == []
    assert made.content == reports.make(year, name, as_at=AS_AT, options=reports.Options(large=large)).content


def test_a_sign_in_a_councils_name_is_told_and_the_command_says_so(
    year: Register, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with year.operation("Name") as session:
        session.execute(update(Council).values(name="Northborough \N{SPARKLES} Council"))
    year.close()
    words = ["--register", str(year.place), "print", "coverage", "--from", "2017-05-23", "--to", "2018-01-31"]
    assert main([*words, "--out", str(tmp_path / "c.pdf")]) == 0
    said = capsys.readouterr()
    assert "Left out" in said.err
    assert "“\N{SPARKLES}” (in “Northborough" in said.err
    assert "Northborough Council" in text_of(tmp_path / "c.pdf")
