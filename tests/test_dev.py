"""dev.py, up to where it would fetch or install something."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import dev

SCRIPT = Path(dev.__file__)


def dev_py(*words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(SCRIPT), *words], cwd=cwd, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout in a folder with a space, and nothing installed in it."""
    root = tmp_path / "a checkout"
    root.mkdir()
    (root / "requirements.lock").write_text("one==1\n")
    (root / "pyproject.toml").write_text('[project]\nrequires-python = ">=3.11"\n')
    monkeypatch.setattr(dev, "ROOT", root)
    monkeypatch.setattr(dev, "LOCK", root / "requirements.lock")
    monkeypatch.setattr(dev, "VENV", root / ".venv")
    monkeypatch.setattr(dev, "STAMP", root / ".venv" / "installed")
    monkeypatch.setattr(dev, "mend_system", lambda **_: None)
    return root


@pytest.fixture
def done(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What `prepare` would have done to .venv, in order."""
    steps: list[str] = []

    def make_venv() -> None:
        steps.append("venv")
        Path(dev.tool("python")).parent.mkdir(parents=True, exist_ok=True)
        Path(dev.tool("python")).touch()

    monkeypatch.setattr(dev, "make_venv", make_venv)
    monkeypatch.setattr(dev, "pip", lambda *words: steps.append(words[0]))
    return steps


INSTALLED = ["--require-hashes", "--no-index"]


def test_the_first_start_makes_everything_and_the_second_nothing(done: list[str]) -> None:
    dev.prepare()
    assert done == ["venv", *INSTALLED]
    dev.prepare()
    assert done == ["venv", *INSTALLED]


@pytest.mark.parametrize("changed", ["requirements.lock", "pyproject.toml"])
def test_what_is_locked_anew_is_added_to_the_venv(checkout: Path, done: list[str], changed: str) -> None:
    dev.prepare()
    done.clear()
    with (checkout / changed).open("a") as file:
        file.write("# changed\n")
    dev.prepare()
    assert done == INSTALLED


def interrupted(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (checkout / ".venv" / "installed").unlink()


def moved(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dev, "ROOT", checkout.rename(checkout.with_name("moved")))
    for name, place in (("LOCK", "requirements.lock"), ("VENV", ".venv"), ("STAMP", ".venv/installed")):
        monkeypatch.setattr(dev, name, dev.ROOT / place)


def python_gone(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Path(dev.tool("python")).unlink()


@pytest.mark.parametrize("mishap", [interrupted, moved, python_gone])
def test_a_venv_that_cannot_work_is_made_again(
    checkout: Path,
    done: list[str],
    monkeypatch: pytest.MonkeyPatch,
    mishap: Callable[[Path, pytest.MonkeyPatch], None],
) -> None:
    dev.prepare()
    done.clear()
    mishap(checkout, monkeypatch)
    dev.prepare()
    assert done == ["venv", *INSTALLED]


def test_an_installation_that_fails_is_not_taken_for_finished(done: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dev, "pip", lambda *words: dev.stop("no network"))
    with pytest.raises(SystemExit):
        dev.prepare()
    assert dev.stamped() == ""


def test_a_half_made_venv_is_cleared_but_for_the_lock_in_use(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import venv

    monkeypatch.setattr(venv, "create", lambda *args, **kwargs: None)
    with dev.only_one_at_a_time():
        (checkout / ".venv" / "bin").mkdir()
        (checkout / ".venv" / "pyvenv.cfg").touch()
        (checkout / ".venv" / "lock-journal").touch()
        dev.make_venv()
        # Windows would not let go of the lock's own files while they are open.
        assert sorted(left.name for left in (checkout / ".venv").iterdir()) == ["lock", "lock-journal"]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux leaves Qt's libraries to the user")
class TestSystemLibraries:
    def test_only_what_the_loader_cannot_open_is_missing(self) -> None:
        assert dev.missing({"libc.so.6": "libc6", "libplanted.so.0": "libplanted0"}) == {
            "libplanted.so.0": "libplanted0"
        }

    def test_what_a_window_needs_is_asked_for_only_where_there_is_a_screen(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(dev, "QT", {})
        monkeypatch.setattr(dev, "QT_ON_A_SCREEN", {"libplanted.so.0": "libplanted0"})
        monkeypatch.delenv("DISPLAY", raising=False)
        assert dev.system_lacks(making_venv=False) == {}
        monkeypatch.setenv("DISPLAY", ":0")
        assert dev.system_lacks(making_venv=False) == {"libplanted.so.0": "libplanted0"}

    def test_ensurepip_is_asked_for_only_to_make_a_venv(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(dev, "missing", lambda libraries: {})
        monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
        assert dev.system_lacks(making_venv=False) == {}
        assert list(dev.system_lacks(making_venv=True).values()) == [f"python3.{sys.version_info.minor}-venv"]

    @pytest.mark.parametrize(
        ("programs", "sudo_asks", "says"),
        [
            ({"apt-get", "sudo"}, True, "  sudo apt-get install --yes --no-install-recommends libplanted0"),
            ({"apt-get"}, True, "Run this as root, then start again:\n  apt-get install"),
            (set(), True, "please install:\n  libplanted.so.0"),
        ],
        ids=["sudo asks for a password", "no sudo", "not Debian"],
    )
    def test_who_may_not_install_is_told_the_one_command(
        self,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
        programs: set[str],
        sudo_asks: bool,
        says: str,
    ) -> None:
        monkeypatch.setattr(dev, "system_lacks", lambda **_: {"libplanted.so.0": "libplanted0"})
        monkeypatch.setattr(dev, "quietly", lambda *command: not sudo_asks)
        monkeypatch.setattr("os.geteuid", lambda: 1000)
        monkeypatch.setattr("shutil.which", lambda name: f"/usr/bin/{name}" if name in programs else None)
        with pytest.raises(SystemExit, match="1"):
            dev.mend_system(making_venv=False)
        assert says in capsys.readouterr().err

    def test_passwordless_sudo_installs(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        lacking = {"libplanted.so.0": "libplanted0"}
        ran: list[list[str]] = []

        def installs(command: list[str], **_: object) -> None:
            ran.append(command)
            lacking.clear()

        monkeypatch.setattr(dev, "system_lacks", lambda **_: dict(lacking))
        monkeypatch.setattr(dev, "quietly", lambda *command: True)
        monkeypatch.setattr("os.geteuid", lambda: 1000)
        monkeypatch.setattr("shutil.which", lambda name: f"/usr/bin/{name}")
        monkeypatch.setattr("subprocess.run", installs)
        dev.mend_system(making_venv=False)
        assert ran == [["sudo", "-n", "apt-get", "install", "--yes", "--no-install-recommends", "libplanted0"]]
        assert "libplanted.so.0" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "program_words"),
    [
        (["run"], ["demo"]),
        (["run", "--"], []),
        (["run", "--", "figures", "--json"], ["figures", "--json"]),
        (["run", "figures", "--json"], ["figures", "--json"]),
        (["run", "--", "figures", "--help"], ["figures", "--help"]),
        (["run", "--", "print", "--", "-x"], ["print", "--", "-x"]),
        (["test"], dev.OVER_ALL_CORES),
        (["test", "-k", "figures and not slow"], ["-k", "figures and not slow"]),
        (["test", "--", "--version"], ["--version"]),
    ],
)
def test_words_reach_the_program_as_they_were_given(
    monkeypatch: pytest.MonkeyPatch, words: list[str], program_words: list[str]
) -> None:
    became: list[tuple[str, ...]] = []
    monkeypatch.setattr(dev, "prepare", lambda: None)
    monkeypatch.setattr(dev, "ready_for_tests", lambda: None)
    monkeypatch.setattr(dev, "become", lambda *command: became.append(command))
    dev.main(words)
    program = dev.tool("cp-desktop" if words[0] == "run" else "pytest")
    assert became == [(program, *program_words)]


def test_becoming_a_program_passes_its_words_and_its_exit_code_on(tmp_path: Path) -> None:
    code = "import json, sys; print(json.dumps(sys.argv[1:])); sys.exit(7)"
    become = f"import sys; sys.path.insert(0, {str(dev.ROOT)!r}); import dev; dev.become(*sys.argv[1:])"
    done = subprocess.run(
        [sys.executable, "-c", become, sys.executable, "-c", code, "two words", "", "*", "ŵ"],
        cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert json.loads(done.stdout) == ["two words", "", "*", "ŵ"]
    assert done.returncode == 7


def test_check_names_what_failed_after_running_the_rest(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ran: list[str] = []

    def fails_at_types(command: list[str]) -> int:
        ran.append(Path(command[0]).stem)
        return int(ran[-1] == "mypy")

    monkeypatch.setattr(dev, "prepare", lambda: None)
    monkeypatch.setattr(dev, "ready_for_tests", lambda: None)
    monkeypatch.setattr("subprocess.call", fails_at_types)
    with pytest.raises(SystemExit, match="1"):
        dev.main(["check"])
    assert ran == ["ruff", "ruff", "mypy", "lint-imports", "python", "pytest"]
    assert capsys.readouterr().err.endswith("FAILED: types\n")
    with pytest.raises(SystemExit, match="0"):
        dev.main(["check", "lint", "imports"])


def test_without_a_screen_tests_run_offscreen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr("os.chdir", lambda place: None)
    monkeypatch.setattr("os.environ", {"DISPLAY": ":0"})
    dev.ready_for_tests()
    assert "QT_QPA_PLATFORM" not in os.environ
    monkeypatch.setattr("os.environ", {})
    dev.ready_for_tests()
    assert os.environ["QT_QPA_PLATFORM"] == "offscreen"


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        ([], 2, "python3 dev.py run"),
        (["--help"], 0, "python3 dev.py run"),
        (["run", "--help"], 0, "python3 dev.py run"),
        (["dance"], 2, "no command 'dance'"),
        (["check", "manners"], 2, "no check is called 'manners'"),
    ],
)
def test_its_own_words(tmp_path: Path, words: list[str], code: int, says: str) -> None:
    done = dev_py(*words, cwd=tmp_path)
    assert done.returncode == code
    assert says in done.stdout + done.stderr


def test_the_lock_vouches_for_every_package_and_names_no_address() -> None:
    text = dev.LOCK.read_text("utf-8")
    assert not [word for word in text.split() if "://" in word or word.startswith(("/", "-i", "--index"))]
    packages = text.split("\n    # via")[:-1]
    assert all("--hash=sha256:" in package for package in packages)
    assert len(packages) > 20
