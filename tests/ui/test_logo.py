"""The council's logo: chosen, shown, removed; and whatever a picture hides, it is a sentence that comes of it."""

import base64
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from cp_desktop.errors import UserError
from cp_desktop.model import Council
from cp_desktop.ui.app_session import AppSession
from cp_desktop.ui.pages.council_logo import CouncilLogo, read_logo
from cp_desktop.ui.pages.settings import CouncilSection, SettingsPage

OPEN = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 30 10">'
FILLED = '<rect width="30" height="10" fill="#5A1478"/>'
REFUSED = "The logo was not changed"


@pytest.fixture
def logo(app: AppSession, qtbot: QtBot) -> Iterator[CouncilLogo]:
    page = SettingsPage(app)
    qtbot.addWidget(page)
    council = page.open_section("Council")
    assert isinstance(council, CouncilSection)
    assert "logo" not in council.form.fields.boxes
    page.show()
    yield council.logo
    page.close()  # kept until here: qtbot holds it only weakly


def picture(path: Path, width: int, height: int) -> Path:
    image = QImage(width, height, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.darkGreen)
    assert image.save(str(path))
    return path


def drawing(path: Path, inside: str, opening: str = OPEN) -> Path:
    path.write_text(f"{opening}{inside}</svg>", encoding="utf-8")
    return path


def kept_logo(app: AppSession) -> QImage | None:
    kept = app.read(lambda session: session.get_one(Council, 1).logo)
    return QImage.fromData(kept) if kept else None


def take(logo: CouncilLogo, path: Path, app: AppSession, qtbot: QtBot) -> None:
    logo.take(path)
    qtbot.waitUntil(lambda: not app.busy, timeout=30_000)


def test_a_logo_is_chosen_shown_removed_and_each_can_be_undone(
    logo: CouncilLogo, app: AppSession, tmp_path: Path, qtbot: QtBot
) -> None:
    assert not logo.picture.isVisibleTo(logo)
    assert not logo.remove_button.isVisibleTo(logo)
    take(logo, picture(tmp_path / "logo.png", 400, 100), app, qtbot)
    kept = kept_logo(app)
    assert kept is not None
    assert (kept.width(), kept.height()) == (400, 100)
    assert logo.picture.isVisibleTo(logo)
    assert not logo.picture.pixmap().isNull()
    take(logo, drawing(tmp_path / "logo.svg", FILLED), app, qtbot)
    kept = kept_logo(app)
    assert kept is not None
    assert (kept.width(), kept.height()) == (1200, 400)
    assert kept.pixelColor(600, 200).name() == "#5a1478"
    logo.remove_button.click()
    assert kept_logo(app) is None
    app.undo()
    assert kept_logo(app) == kept


def test_a_large_picture_is_made_smaller(tmp_path: Path) -> None:
    kept = QImage.fromData(read_logo(picture(tmp_path / "logo.png", 5000, 2500)))
    assert (kept.width(), kept.height()) == (1200, 600)


@pytest.mark.parametrize(
    ("name", "held", "why"),
    [
        ("logo.png", b"no picture", "not a picture"),
        ("logo.png", b"\x89PNG\r\n\x1a\n" + b"x" * 100, "not a picture"),
        ("logo.png", b"\x89PNG" + b"x" * 1024 * 1024, "larger than 1 MB"),
        ("logo.svg", b"<svg", "not a picture"),
        ("logo.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not a picture"),
        ("logo.svg", b"<?xml version='1.0' encoding='no-such'?><svg/>", "not a picture"),
        ("logo.svg", b"\x1f\x8b\x08\x00packed", "not a picture"),
        ("gone.png", None, "could not be read"),
    ],
)
def test_what_is_no_logo_is_refused(tmp_path: Path, name: str, held: bytes | None, why: str) -> None:
    if held is not None:
        (tmp_path / name).write_bytes(held)
    with pytest.raises(UserError, match=why) as got:
        read_logo(tmp_path / name)
    assert REFUSED in str(got.value)


def bomb(levels: int) -> str:
    """Each group draws the one before it ten times."""
    groups = ['<g id="g0"><rect width="1" height="1"/></g>']
    for level in range(1, levels):
        uses = f'<use xlink:href="#g{level - 1}"/>' * 10
        groups.append(f'<g id="g{level}">{uses}</g>')
    return f'<defs>{"".join(groups)}</defs><use xlink:href="#g{levels - 1}"/>'


INNER = base64.b64encode(f"{OPEN}{FILLED}</svg>".encode()).decode()


@pytest.mark.parametrize(
    ("inside", "why"),
    [
        (bomb(12), "more time or memory"),
        ("<g>" * 100_000 + FILLED + "</g>" * 100_000, "more time or memory|not a picture"),
        ("<script>alert(1)</script>" + FILLED, "holds a program"),
        ('<rect width="1" height="1" onload="alert(1)"/>', "holds a program"),
        ('<a xlink:href="javascript:alert(1)">' + FILLED + "</a>", "holds a program"),
        ('<image width="9" height="9" xlink:href="file:///etc/hostname"/>', "refers to another file"),
        ('<image width="9" height="9" href="beside.png"/>', "refers to another file"),
        ('<image width="9" height="9" href="\\\\server\\share\\a.png"/>', "refers to another file"),
        ('<use xlink:href="http://example.org/a.svg#a"/>', "refers to another file"),
        (f'<image width="9" height="9" href="data:image/svg+xml;base64,{INNER}"/>', "refers to another file"),
        ('<style>@import "http://example.org/a.css";</style>' + FILLED, "refers to another file"),
        ("<style>rect { fill: url( 'http://example.org/a.svg#a' ) }</style>" + FILLED, "refers to another file"),
        ('<rect width="9" height="9" style="fill: url(file:///a.svg#a)"/>', "refers to another file"),
    ],
    ids=lambda value: value[:40],
)
def test_a_drawing_that_hides_something_is_refused(tmp_path: Path, inside: str, why: str) -> None:
    with pytest.raises(UserError, match=why) as got:
        read_logo(drawing(tmp_path / "logo.svg", inside))
    assert REFUSED in str(got.value)


def test_entities_that_multiply_are_refused(tmp_path: Path) -> None:
    lines = '<!ENTITY e0 "ha">' + "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    with pytest.raises(UserError, match=REFUSED):
        read_logo(drawing(tmp_path / "logo.svg", "<text>&e11;</text>", f"<!DOCTYPE svg [{lines}]>{OPEN}"))


def test_what_drawing_programs_write_is_kept(tmp_path: Path) -> None:
    inner = base64.b64encode(picture(tmp_path / "inner.png", 30, 10).read_bytes()).decode()
    opening = '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd" '
    opening += '[<!ENTITY ns "http://example.org/ns">]>' + OPEN.replace("viewBox", 'xmlns:i="&ns;" viewBox')
    inside = (
        "<switch><foreignObject><i:data/></foreignObject><g>"
        "<style>@font-face { src: url(data:font/woff;base64,AAAA) } .a { fill: url(#shade) }</style>"
        '<linearGradient id="shade"><stop stop-color="#5A1478"/></linearGradient>'
        f'<a xlink:href="https://example.org/"><rect class="a" width="30" height="10"/></a></g></switch>'
        f'<image width="15" height="10" preserveAspectRatio="none" xlink:href="data:image/png;base64,{inner}"/>'
        '<text x="16" y="9" font-size="9" fill="white">Łŵ</text>'
    )
    kept = QImage.fromData(read_logo(drawing(tmp_path / "logo.svg", inside, opening)))
    assert (kept.width(), kept.height()) == (1200, 400)
    assert kept.pixelColor(300, 200) == Qt.GlobalColor.darkGreen
    assert kept.pixelColor(1190, 10).name() == "#5a1478"
    letters = [kept.pixelColor(x, 250).name() for x in range(640, 1100)]
    assert "#ffffff" in letters


def png(width: int, height: int, *others: tuple[bytes, bytes]) -> bytes:
    """A PNG that claims a size and has the pixels of another."""

    def chunk(kind: bytes, held: bytes) -> bytes:
        return struct.pack(">I", len(held)) + kind + held + struct.pack(">I", zlib.crc32(kind + held))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0))
    rows = zlib.compress(b"\0" * 10_000_000, 9)
    return (
        b"\x89PNG\r\n\x1a\n"
        + header
        + b"".join(chunk(*one) for one in others)
        + chunk(b"IDAT", rows)
        + chunk(b"IEND", b"")
    )


BOMBS = {
    "many pixels": png(60_000, 60_000),
    "one wide row": png(2_000_000_000, 1),
    "text": png(10, 10, *[(b"zTXt", b"a\0\0" + zlib.compress(b"a" * 50_000_000, 9))] * 15),
}


@pytest.mark.parametrize("held", [BOMBS["many pixels"], BOMBS["one wide row"]], ids=["many pixels", "one wide row"])
def test_a_picture_of_too_many_pixels_is_refused(tmp_path: Path, held: bytes) -> None:
    (tmp_path / "logo.png").write_bytes(held)
    with pytest.raises(UserError, match=REFUSED):
        read_logo(tmp_path / "logo.png")


def test_reading_a_logo_can_be_stopped(tmp_path: Path) -> None:
    def waiting() -> None:
        raise UserError("Stopped.")

    with pytest.raises(UserError, match=r"Stopped\."):
        read_logo(drawing(tmp_path / "logo.svg", bomb(12)), waiting)


@pytest.mark.parametrize("held", [b"no picture", *BOMBS.values()], ids=["no picture", *BOMBS])
def test_a_register_may_hold_any_logo(logo: CouncilLogo, app: AppSession, held: bytes) -> None:
    with app.register.operation("Another program's logo") as session:
        session.get_one(Council, 1).logo = held
    logo.refresh()
    drawable = held is BOMBS["text"]
    assert logo.picture.isVisibleTo(logo) is drawable
    assert ("cannot be read" in logo.says.text()) is not drawable
    assert logo.remove_button.isVisibleTo(logo)
