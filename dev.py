#!/usr/bin/env python3
"""Run, test and check CP Desktop from a fresh checkout: this needs Python 3.11 or later and nothing else.

  python3 dev.py run              open the demonstration register (the same as: run -- demo)
  python3 dev.py run -- WORDS     run cp-desktop with these words; "run --" alone opens its window
  python3 dev.py test [WORDS]     run the tests; the words go to pytest
  python3 dev.py screenshot PAGE  picture a page of the demo register without a screen; also --out FILE,
                                  --dark, --size 1280x800, --keys Ctrl+K
  python3 dev.py check [NAMES]    run every check, or those named: lint format types imports dead tests
  python3 dev.py migration TITLE  write the migration that the changed declarations ask for ("Add bedrooms")
  python3 dev.py package          make the program that needs no Python, for this system: dist/cp-desktop
  python3 dev.py lock [WORDS]     write requirements.lock afresh from pyproject.toml; the words go to
                                  uv (--upgrade, or --upgrade-package NAME)

On Windows write "py" for "python3". The first start installs what is locked into .venv, beside this file.
The exit code is that of cp-desktop or pytest; 1 where a check or an installation failed, 2 for words not understood.
"""

from __future__ import annotations

import contextlib
import ctypes
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    import sqlite3

ROOT = Path(__file__).resolve().parent
LOCK = ROOT / "requirements.lock"
VENV = ROOT / ".venv"
STAMP = VENV / "installed"  # written last: without it .venv is half made

# What Qt loads from the system, and the Debian package it comes in.
QT = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libxkbcommon.so.0": "libxkbcommon0",
}
QT_ON_A_SCREEN = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}

OVER_ALL_CORES = ["--numprocesses=auto", "--dist=worksteal"]  # worth its start for the whole suite only
MIGRATION = ["db/write_migration.py"]
PACKAGE = ["-m", "PyInstaller", "--noconfirm", "--log-level=WARN", "resources/packaging/cp-desktop.spec"]

CHECKS = {
    "lint": ["ruff", "check", "."],
    "format": ["ruff", "format", "--check", "."],
    "types": ["mypy"],
    "imports": ["lint-imports"],
    "dead": ["python", "-m", "tests.dead_code"],
    "tests": ["pytest", *OVER_ALL_CORES],
}


def say(text: str) -> None:
    """On stderr, because stdout is the program's own (`run -- figures --json > figures.json`)."""
    print(f"dev.py: {text}", file=sys.stderr, flush=True)


def stop(text: str, code: int = 1) -> NoReturn:
    say(text)
    sys.exit(code)


def tool(name: str) -> str:
    return str(VENV / "Scripts" / f"{name}.exe" if os.name == "nt" else VENV / "bin" / name)


# What the machine must have


def missing(libraries: dict[str, str]) -> dict[str, str]:
    """Those the loader cannot open: asking it, and not a package manager, is right on every Linux."""
    gone = {}
    for name, package in libraries.items():
        try:
            ctypes.CDLL(name)
        except OSError:
            gone[name] = package
    return gone


def system_lacks(*, making_venv: bool) -> dict[str, str]:
    """What Linux ought to provide and here does not, each with its Debian package."""
    if not sys.platform.startswith("linux"):
        return {}
    gone = missing(QT | QT_ON_A_SCREEN if os.environ.get("DISPLAY") else QT)
    importlib.invalidate_caches()
    if making_venv and importlib.util.find_spec("ensurepip") is None:
        gone["Python's venv and ensurepip"] = f"python3.{sys.version_info.minor}-venv"
    return gone


def mend_system(*, making_venv: bool) -> None:
    gone = system_lacks(making_venv=making_venv)
    if not gone:
        return
    if not shutil.which("apt-get"):
        stop("this machine lacks what Qt or Python needs; please install:\n  " + "\n  ".join(gone))
    install = ["apt-get", "install", "--yes", "--no-install-recommends", *sorted(set(gone.values()))]
    root, sudo = os.geteuid() == 0, bool(shutil.which("sudo"))
    if not root and not (sudo and quietly("sudo", "-n", "true")):
        how = f"Run this{'' if sudo else ' as root'}, then start again:\n  {'sudo ' * sudo}{' '.join(install)}"
        stop(f"this machine lacks {', '.join(gone)}. {how}")
    say(f"this machine lacks {', '.join(gone)}. Installing: {' '.join(install)}")
    as_root = [] if root else ["sudo", "-n"]
    quietly(*as_root, "apt-get", "update")  # a fresh machine has no lists; one broken source need not stop us
    env = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run([*as_root, *install], stdin=subprocess.DEVNULL, stdout=2, env=env, check=False)
    if still := system_lacks(making_venv=making_venv):
        stop(f"apt-get could not install everything (see above); still missing: {', '.join(still)}")


def quietly(*command: str) -> bool:
    return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False).returncode == 0


# .venv


def stamp() -> str:
    """First what made .venv and where, for it works nowhere else; then what it was made from."""
    made_from = hashlib.sha256(LOCK.read_bytes() + (ROOT / "pyproject.toml").read_bytes()).hexdigest()
    return f"Python {sys.version_info.major}.{sys.version_info.minor} in {ROOT}\n{made_from}\n"


def stamped() -> str:
    """What STAMP says; nothing while .venv is half made, or once its Python has left the machine."""
    return STAMP.read_text("utf-8") if STAMP.exists() and Path(tool("python")).exists() else ""


def made_here() -> bool:
    """Whether .venv can be added to; where it cannot, it is made from nothing."""
    return stamped().splitlines()[:1] == stamp().splitlines()[:1]


def prepare() -> None:
    """Make .venv hold what is locked, and this project. Costs milliseconds once it does."""
    mend_system(making_venv=not made_here())
    if stamped() == stamp():
        return
    with only_one_at_a_time():
        wanted, kept = stamp(), made_here()
        if stamped() == wanted:
            return  # another start did it while this one waited
        STAMP.unlink(missing_ok=True)
        if kept:
            say("bringing .venv up to date")
        else:
            say("installing what CP Desktop needs into .venv: half a minute, or as long as 200 MB take to arrive")
            make_venv()
        # Wheels alone: building a source archive would fetch tools that no hash here vouches for.
        pip("--require-hashes", "--only-binary=:all:", "--requirement", str(LOCK))
        pip("--no-index", "--no-deps", "--no-build-isolation", "--editable", str(ROOT))
        STAMP.write_text(wanted, "utf-8")


def only_one_at_a_time() -> contextlib.closing[sqlite3.Connection]:
    """A lock the system lets go of when its holder dies: SQLite has one that works everywhere."""
    import sqlite3  # here, because a start with nothing to install should not wait for it

    VENV.mkdir(exist_ok=True)
    lock = sqlite3.connect(VENV / "lock", timeout=900, isolation_level=None)
    lock.execute("BEGIN IMMEDIATE")
    return contextlib.closing(lock)


def make_venv() -> None:
    import venv

    try:
        for old in VENV.iterdir():
            if old.is_dir() and not old.is_symlink():
                shutil.rmtree(old)
            elif not old.name.startswith("lock"):  # nor its journal: Windows keeps what is open from being removed
                old.unlink()
        venv.create(VENV, with_pip=True, symlinks=os.name != "nt")
    except (OSError, subprocess.CalledProcessError) as error:
        stop(f"could not make .venv: {error}. Close CP Desktop if it is open, and start again.")


def pip(*words: str) -> None:
    command = [tool("python"), "-m", "pip", "--disable-pip-version-check", "--no-input", "install"]
    chatty = [] if sys.stderr.isatty() else ["--quiet"]
    if subprocess.run([*command, *chatty, *words], stdin=subprocess.DEVNULL, stdout=2, check=False).returncode:
        stop("installing failed (see above). Start again to try afresh.")


# The commands


def run(words: list[str]) -> NoReturn:
    prepare()
    become(tool("cp-desktop"), *passed_on(words, otherwise=["demo"]))


def test(words: list[str]) -> NoReturn:
    prepare()
    ready_for_tests()
    become(tool("pytest"), *passed_on(words, otherwise=OVER_ALL_CORES))


def check(names: list[str]) -> NoReturn:
    """Every check runs, even after one that failed: one go shows all there is to mend."""
    if unknown := [name for name in names if name not in CHECKS]:
        stop(f"no check is called {unknown[0]!r}: there are {', '.join(CHECKS)}", code=2)
    prepare()
    ready_for_tests()
    failed = []
    for name in names or CHECKS:
        say(f"{name}: {' '.join(CHECKS[name])}")
        if subprocess.call([tool(CHECKS[name][0]), *CHECKS[name][1:]]) != 0:
            failed.append(name)
    stop(f"FAILED: {', '.join(failed)}" if failed else "all checks passed", code=1 if failed else 0)


def screenshot(words: list[str]) -> NoReturn:
    prepare()
    os.environ.pop("DISPLAY", None)  # the picture is the same on a machine with a screen and on one without
    ready_for_tests()
    become(tool("python"), "-m", "tests.screenshot", *passed_on(words))


def migration(words: list[str]) -> NoReturn:
    prepare()
    os.chdir(ROOT)
    become(tool("python"), *MIGRATION, *passed_on(words))


def package(words: list[str]) -> None:
    if sys.platform.startswith("linux") and not shutil.which("objdump"):
        stop("PyInstaller needs objdump here; please install binutils")
    prepare()
    os.chdir(ROOT)
    if subprocess.call([tool("python"), *PACKAGE, *passed_on(words)], stdout=2):
        stop("the program was not made (see above)")
    say("the program is made: dist/cp-desktop")


def lock(words: list[str]) -> None:
    """Versions, hashes and markers for every system at once. No addresses: each machine's pip knows its own."""
    import tomllib

    if LOCK.exists():
        prepare()
    else:  # nothing yet says which uv
        with only_one_at_a_time():
            make_venv()
            pip("uv")
    os.chdir(ROOT)  # uv writes its input's name as it was given: keep this machine's folders out
    oldest = tomllib.loads(Path("pyproject.toml").read_text("utf-8"))["project"]["requires-python"].lstrip(">=")
    resolve = ["pip", "compile", "pyproject.toml", "--extra=dev", "--universal", f"--python-version={oldest}"]
    output = ["--generate-hashes", "--no-emit-index-url", "--no-emit-find-links", "--no-header", "--quiet"]
    command = [tool("uv"), *resolve, *output, f"--output-file={LOCK.name}", *passed_on(words)]
    if subprocess.run(command, stdout=subprocess.DEVNULL, check=False).returncode:
        stop("uv could not resolve the dependencies (see above)")
    LOCK.write_text(f"# Made from pyproject.toml by `python3 dev.py lock`.\n{LOCK.read_text('utf-8')}", "utf-8")
    say("requirements.lock is written; the next start installs it")


def passed_on(words: list[str], otherwise: list[str] | None = None) -> list[str]:
    """The words without the `--` in front; `otherwise` where there is not even that."""
    return words[words[0] == "--" :] if words else otherwise or []


def ready_for_tests() -> None:
    os.chdir(ROOT)
    if sys.platform.startswith("linux") and not {"DISPLAY", "WAYLAND_DISPLAY"} & os.environ.keys():
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def become(*command: str) -> NoReturn:
    """Signals and the exit code then need no passing on. Windows has no such thing, and waits."""
    if os.name == "nt":
        sys.exit(subprocess.call(command))
    os.execv(command[0], command)


def main(words: list[str]) -> None:
    if sys.version_info < (3, 11):  # noqa: UP036 -- nothing has made sure of it before
        stop(f"CP Desktop needs Python 3.11 or later; this is {sys.version.split()[0]}")
    commands = {
        "run": run,
        "test": test,
        "check": check,
        "migration": migration,
        "screenshot": screenshot,
        "package": package,
        "lock": lock,
    }
    if not words or {"-h", "--help"} & set(words[:2]):
        print((__doc__ or "").strip())
        sys.exit(0 if words else 2)
    if words[0] not in commands:
        stop(f"there is no command {words[0]!r}; see: python3 dev.py --help", code=2)
    try:
        commands[words[0]](words[1:])
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main(sys.argv[1:])
