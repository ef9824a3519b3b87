"""`cp-desktop export`: any listing to a file, and nothing in it that should stay inside."""

import csv
import shutil
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from cp_desktop.cli import main
from cp_desktop.exchange.listings import LISTINGS, SUBJECTS


@pytest.fixture
def year(demo_file: Path, tmp_path: Path) -> Path:
    return shutil.copyfile(demo_file, tmp_path / "year.cpregister")


def test_help_names_every_listing(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", "--help"]) == 0
    assert f"{', '.join(SUBJECTS)}; or behind-" in " ".join(capsys.readouterr().out.split())


def test_every_listing_is_written_in_both_formats(
    year: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = {}
    for name in SUBJECTS:
        for ending in ("csv", "xlsx"):
            out = tmp_path / f"{name}.{ending}"
            assert main(["--register", str(year), "export", name, "--as-at", "2018-01-31", "--out", str(out)]) == 0
            said = capsys.readouterr().out
            assert str(out) in said
        assert (tmp_path / f"{name}.csv").read_bytes().startswith(b"\xef\xbb\xbf")
        with (tmp_path / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
            written = list(csv.reader(file))
        sheet = CalamineWorkbook.from_path(str(tmp_path / f"{name}.xlsx")).get_sheet_by_index(0).to_python()
        assert (len(sheet), sheet[0]) == (len(written), written[0]), "the same in both"
        rows[name] = len(written) - 1
    empty = {name for name, number in rows.items() if not number}
    assert empty == {"evidence-confirmed", "evidence-set-aside", "tabled-papers"}, rows


def test_homes_go_out_without_names_and_small_numbers_unless_internal(
    year: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "homes.csv"
    words = ["--register", str(year), "export", "homes", "--as-at", "2018-01-31", "--out", str(out)]
    assert main(words) == 0
    text = out.read_text("utf-8-sig")
    assert "Amberquill House" not in text
    assert "fewer than 5" in text
    said = capsys.readouterr().out
    assert "Left out, as private: Home." in said
    assert main([*words, "--internal"]) == 0
    assert out.read_text("utf-8-sig") == text, "the file that was handed on is another"
    inside = tmp_path / "homes-internal.csv"
    assert inside.read_text("utf-8-sig").startswith('"Internal: holds private columns (Home')
    assert "Amberquill House" in inside.read_text("utf-8-sig")
    got, also = capsys.readouterr()
    assert "homes-internal.csv" in got
    assert "“internal” was added to its name" in also
    assert main([*words[:-1], str(inside), "--internal"]) == 0, "a file of that name is written anew"
    assert capsys.readouterr().err == ""


def test_an_internal_export_is_imported_again(year: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "internal.xlsx"
    day = ["--as-at", "2018-01-31"]
    assert main(["--register", str(year), "export", "homes", "--internal", *day, "--out", str(out)]) == 0
    assert main(["--register", str(year), "import", "homes", str(out), "--date", "2018-01-31", "--dry-run"]) == 0
    assert "Nothing was imported yet" in capsys.readouterr().out


def test_a_wrong_name_is_told_the_right_ones(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["export", "hoems", "--out", str(tmp_path / "a.csv")]) == 2
    err = capsys.readouterr().err
    assert "no listing “hoems”; did you mean homes" in err
    assert "behind-" not in err, "whoever mistyped one of 45 names does not read through them all"
    assert main(["export", "gossip", "--out", str(tmp_path / "a.csv")]) == 2
    err = capsys.readouterr().err
    assert "no listing “gossip”" in err
    assert all(name in err for name in LISTINGS)
    assert main(["export", "--help"]) == 0
    shown = "".join(capsys.readouterr().out.split())
    assert all(name in shown for name in SUBJECTS)


@pytest.mark.parametrize("name", ["list.pdf", "list", "list.ods"])
def test_another_ending_is_refused(name: str, year: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--register", str(year), "export", "visits", "--out", str(tmp_path / name)]) == 1
    assert "ends in .xlsx or .csv" in capsys.readouterr().err
    assert not (tmp_path / name).exists()


def test_the_register_itself_is_never_written_over(
    year: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    called_a_list = year.rename(tmp_path / "year.csv")
    before = called_a_list.read_bytes()
    assert main(["--register", str(called_a_list), "export", "visits", "--out", str(called_a_list)]) == 1
    assert "is the register itself. Nothing was written" in capsys.readouterr().err
    assert called_a_list.read_bytes() == before


def test_a_file_that_is_there_is_replaced_whole(year: Path, tmp_path: Path) -> None:
    out = tmp_path / "menu.csv"
    out.write_text("what was there", encoding="utf-8")
    assert main(["--register", str(year), "export", "menu", "--out", str(out)]) == 0
    assert "what was there" not in out.read_text("utf-8-sig")
    assert [one.name for one in tmp_path.iterdir() if one.name.startswith("menu")] == ["menu.csv"]
