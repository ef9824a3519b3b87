"""Names of files, proposed and accepted: by one rule on every system, which is Windows' own."""

import sys
from pathlib import Path, PurePosixPath

import pytest

from cp_desktop import file_names, private_files
from cp_desktop.disclosure import PUBLIC, Released
from cp_desktop.errors import UserError
from cp_desktop.exchange.letters.mail import Message
from cp_desktop.services.drafts import save_beside

DEVICES = ["con", "PRN", "aux", "NUL", "CONIN$", "conout$", "COM0", "COM1", "COM¹", "com²", "COM³", "LPT9", "LPT¹"]
UNUSABLE = [
    *DEVICES,
    *(f"{name}.pdf" for name in DEVICES),
    *("NUL .tar.gz", "COM¹ ", "-", "a.pdf.", "a.pdf ", "a\nb.pdf", "a\x7fb.pdf", "a\tb.pdf"),
]


@pytest.mark.parametrize("name", UNUSABLE)
def test_a_name_that_windows_would_take_for_something_else_is_refused_everywhere(name: str, tmp_path: Path) -> None:
    for make in (
        lambda: private_files.write(tmp_path / name, b"x"),
        lambda: private_files.folder(tmp_path / name / "in"),
    ):
        with pytest.raises(
            UserError, match=r"can be no file's name: .* Nothing was written\. Choose another name\."
        ) as said:
            make()
        assert "\n" not in str(said.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "name", ["console.pdf", "COM10.pdf", "nullable", "LPT.pdf", "CONIN.pdf", ".pdf", "Ŵ’s (2).v1.pdf", "--"]
)
def test_any_other_name_is_taken(name: str, tmp_path: Path) -> None:
    private_files.write(tmp_path / name, b"x")
    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("name", ["a:b.pdf", "a?.pdf", 'a"b.pdf', "a\\b.pdf"])
def test_what_windows_forbids_is_told_there_and_never_proposed(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To write "a:b" there would leave an empty file "a", and the rest unseen."""
    monkeypatch.setattr(sys, "platform", "win32")
    with pytest.raises(UserError, match="Windows takes no"):
        file_names.require_usable(PurePosixPath(name))  # type: ignore[arg-type]
    file_names.require_usable(tmp_path / file_names.safe(name))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such folders")
def test_a_folder_that_is_there_may_be_called_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "aux").mkdir()
    private_files.hand_out(tmp_path / "aux" / "a.pdf", Released(b"x", PUBLIC))
    assert (tmp_path / "aux" / "a.pdf").is_file()


@pytest.mark.parametrize("words", [*UNUSABLE, "...", "", " ", "a\u2028b", "x" * 300, "Ŵ" * 300])
def test_what_is_proposed_is_accepted(words: str, tmp_path: Path) -> None:
    name = file_names.safe(words, ending=".pdf")
    private_files.write(tmp_path / name, b"x")
    assert len(name.encode()) <= file_names.LONGEST
    assert name.endswith(".pdf")
    file_names.require_usable(tmp_path / file_names.safe(words))


def test_proposed_names_keep_what_they_can() -> None:
    assert file_names.safe("Reminder", "Cllr Zoë O'Hara: 18/10/2017?") == "Reminder Cllr Zoë O'Hara 18 10 2017"
    assert file_names.safe("con", ending=".txt") == "_con.txt"
    assert file_names.safe("...", "") == "Letter"
    assert file_names.safe("a\r\nb", "..") == "a b"


def test_a_draft_for_somebody_called_like_a_device_is_a_file(tmp_path: Path) -> None:
    assert save_beside(Message((), "S", "T", disclosure=PUBLIC), tmp_path, "COM¹").name == "_COM¹.eml"
