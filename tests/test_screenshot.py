"""The contributor's picture of a page: what was asked for, in the size that was asked for."""

import subprocess
import sys
from pathlib import Path

from PIL import Image

import dev
from tests import screenshot


def take(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.screenshot", *words]
    return subprocess.run(command, cwd=dev.ROOT, capture_output=True, text=True, check=False)


def test_a_page_is_pictured_in_its_theme_and_size(tmp_path: Path) -> None:
    out = tmp_path / "new" / "visits.png"
    done = take("visits", "--dark", "--size", "1100x700", "--out", str(out))
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == str(out)
    with Image.open(out) as picture:
        assert picture.size == (1100, 700)
        assert len(picture.convert("RGB").getcolors(1 << 20) or ()) > 100, "nothing is on it"
        assert max(picture.convert("RGB").getpixel((1099, 699))) < 80  # type: ignore[type-var, arg-type]


def test_without_a_name_it_goes_where_git_leaves_it_out() -> None:
    assert screenshot.options(["visits"]).out == Path("screenshots/visits.png")
    assert "screenshots/" in (dev.ROOT / ".gitignore").read_text("utf-8").splitlines()


def test_words_it_does_not_know_are_refused() -> None:
    assert "invalid choice: 'kitchen'" in take("kitchen").stderr
    assert "two numbers such as 1280x800" in take("visits", "--size", "big").stderr
