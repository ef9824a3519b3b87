"""A double click on a register: what `cp-desktop associate` lays down for this user, and takes back whole."""

import configparser
import os
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from cp_desktop import association
from cp_desktop.cli import main


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a desktop file is Linux's way")
def test_linux_gets_a_desktop_file_a_kind_and_icons_and_loses_them_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = tmp_path / "data"
    monkeypatch.setenv("XDG_DATA_HOME", str(data))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setattr(association, "start_words", lambda **_: ['/opt/a "b" 5%/cp-desktop'])
    assert main(["associate"]) == 0
    entry = configparser.ConfigParser(interpolation=None)
    entry.optionxform = str  # type: ignore[method-assign,assignment]
    entry.read(data / "applications" / "cp-desktop.desktop", encoding="utf-8")
    # The key file halves each backslash, then Exec's own quoting does.
    assert entry["Desktop Entry"]["Exec"] == r'"/opt/a \\"b\\" 5%%/cp-desktop" --register %f'
    kind = ET.parse(data / "mime" / "packages" / "cp-desktop.xml").getroot()[0]
    assert kind.get("type") == entry["Desktop Entry"]["MimeType"].rstrip(";")
    assert [child.get("pattern") for child in kind if child.get("pattern")] == ["*.cpregister"]
    assert len(list((data / "icons").rglob("*.svg"))) == 2
    other = data / "applications" / "other.desktop"
    other.touch()
    assert main(["associate", "--remove"]) == 0
    left = [path for path in data.rglob("*cp*") if path.is_file() and path.suffix in (".desktop", ".xml", ".svg")]
    assert left == []
    assert other.exists()


@pytest.mark.skipif(os.name != "nt", reason="the registry is Windows'")
def test_windows_gets_keys_of_this_user_and_loses_them_again() -> None:
    import winreg

    user = winreg.HKEY_CURRENT_USER
    assert main(["associate"]) == 0
    kind = winreg.QueryValue(user, r"Software\\Classes\.cpregister")
    opened = winreg.QueryValue(user, rf"Software\\Classes\{kind}\shell\open\command")
    assert opened.endswith('"--register" "%1"')
    assert Path(opened.split('"')[1]).exists()
    assert main(["associate", "--remove"]) == 0
    for key in (".cpregister", kind):
        with pytest.raises(FileNotFoundError):
            winreg.QueryValue(user, rf"Software\\Classes\{key}")
