"""Kills the program at random moments of all that it writes, and looks at what is there after its next start.

`python -m tests.end_to_end.killing FOLDER ROUNDS SEED REGISTER` prints a line for whatever a round left damaged, lost,
half done or lying about, and what was met, as JSON. One process loads whatever is slow to load, and each round is a
child of it: that costs a fraction of a program started anew, and can be killed just as well. POSIX alone forks.
"""

import atexit
import contextlib
import gc
import io
import json
import os
import random
import shutil
import signal
import sqlite3
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import insert

from cp_desktop.cli import main
from cp_desktop.errors import UserError
from cp_desktop.model import Fact, table_of
from cp_desktop.register import Register, backup
from cp_desktop.services import registers
from tests.end_to_end.killed_kinds import (
    KINDS,
    PRINTED,
    SAVED,
    Kind,
    Scene,
    create,
    keep_copy,
    saves_in,
    whole_register,
)

LONGEST = 0.9  # of the time that it took once: most are killed before they end
WHOLE = 5  # each of so many rounds ends with the whole check, the others with the quick one
Tell = Callable[[str], None]


def one_save(register: Register) -> None:
    with register.operation("Save before") as session:
        session.execute(insert(table_of(Fact)), [{"position": 1, "label": SAVED, "value": "x"}])


def live(kind: Kind, scene: Scene, tell: Tell) -> None:
    """What the victim does: each save is told when it is done."""
    register = Register.open(scene.register)
    one_save(register)
    tell("saved")
    tell("begin")
    kind.act(scene, register)
    tell("end")
    if register.store.reader is not None and not kind.replaces and kind.act not in (create, keep_copy):
        one_save(register)
        tell("saved")
        register.close()
    tell("closed")


def look(kind: Kind, scene: Scene, saved: int, whole: bool) -> list[str]:
    """What is wrong after the next start, of the command line and then of the window. The `whole` check takes as long
    as all else together."""
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        code = main(["--register", str(scene.register), "check" if whole else "desks"])
    found = [] if code == 0 else [f"damaged: {said.getvalue()}"]
    whole_register(scene.register)
    if not kind.replaces and (there := saves_in(scene.register)) < saved:
        found.append(f"lost: {saved - there} of {saved} saves")
    register, _ = registers.open_register(scene.register)
    with register:
        if register.doubts:
            found.append(f"damaged: {register.doubts}")
        if not register.can_write:
            found.append(f"locked: {register.read_only_because}")
    for copy in backup.copies(scene.register):
        try:
            whole_register(copy.path)
        except (sqlite3.Error, AssertionError, UserError) as problem:
            found.append(f"damaged: the copy {copy.path.name}: {problem!r}")
    return found + [f"half done: {what}" for what in kind.wrong(scene)]


def leftovers(kind: Kind, scene: Scene) -> list[str]:
    """Files that nobody asked for: beside the register, where it was written to, among temporary and own ones."""
    found = {path.name for path in scene.register.parent.iterdir()} - {scene.register.name, scene.copy.name}
    found |= {f"tmp/{path.name}" for path in scene.temporary.iterdir()}
    for place in (scene.own, scene.out):
        for path in place.rglob("*"):
            if path.name.endswith((".part", ".journal", "-journal", ".lock", ".new")):
                found.add(path.relative_to(scene.folder).as_posix())
    if scene.out.exists() and not any(scene.out.iterdir()) and kind.prepare is Kind.prepare:
        found.add("the empty folder out")
    return [f"left over: {name}" for name in sorted(found)]


class Child:
    """A process forked off this one, that tells lines and then ends."""

    def __init__(self, run: Callable[[Tell], object]) -> None:
        reader, writer = os.pipe()
        self.process = os.fork()
        if self.process == 0:
            os.close(reader)
            code = 0
            try:
                run(lambda line: os.write(writer, f"{line}\n".encode()) and None)
            except BaseException:
                traceback.print_exc()
                code = 9
            # What a program does when it ends, without taking the whole interpreter apart, which takes a second.
            atexit._run_exitfuncs()  # noqa: SLF001
            os._exit(code)
        os.close(writer)
        self._lines = os.fdopen(reader, encoding="utf-8")

    def line(self) -> str:
        return self._lines.readline().rstrip("\n")

    def end(self) -> tuple[list[str], int]:
        """What it told besides, and its code."""
        with self._lines:
            told = self._lines.read().splitlines()
        _, state = os.waitpid(self.process, 0)
        return told, os.waitstatus_to_exitcode(state)


class Rounds:
    """All rounds, in scenes of their own below a folder, with a copy of one register."""

    def __init__(self, folder: Path, register: Path, chance: random.Random) -> None:
        self._folder, self._register, self._chance = folder, register, chance
        self._lasts: dict[str, float] = {}
        self.met: Counter[str] = Counter()

    def _scene(self, name: str, number: str) -> Scene:
        scene = Scene(self._folder / number)
        for place in (scene.folder, scene.register.parent, scene.temporary, scene.own):
            place.mkdir()
        shutil.copyfile(self._register, scene.register)
        shutil.copyfile(self._register, scene.copy)
        prepared = Child(lambda _: (scene.enter(), KINDS[name].prepare(scene)))
        told, code = prepared.end()
        assert code == 0, told
        return scene

    def learn(self, name: str) -> None:
        """Does it once, so that all of it is loaded, and sees that a life without a kill damages nothing."""
        scene = self._scene(name, f"whole {name}")
        times: list[float] = []
        saved: list[str] = []

        def tell(line: str) -> None:
            times.append(time.monotonic())
            saved.extend([line] * (line == "saved"))

        if name == PRINTED:  # Qt does not outlive a fork
            told, code = Child(lambda tell: (scene.enter(), live(KINDS[name], scene, tell))).end()
            assert (code, told[-1]) == (0, "closed"), told
            self._lasts[name] = 2.0
        else:
            scene.enter()
            live(KINDS[name], scene, tell)
            self._lasts[name] = times[-1] - times[1]
        found = self._after(name, scene, len(saved))
        assert not found, (name, found)
        shutil.rmtree(scene.folder)

    def _after(self, name: str, scene: Scene, saved: int, whole: bool = True) -> list[str]:
        kind = KINDS[name]
        saved = min(saved, 1) if kind.act in (create, keep_copy) else saved

        def report(tell: Tell) -> None:
            scene.enter()
            for what in look(kind, scene, saved, whole):
                tell(what.replace("\n", " "))

        told, code = Child(report).end()
        return told + ([] if code == 0 else ["the next start failed"])

    def run(self, name: str, number: int) -> None:
        kind = KINDS[name]
        scene = self._scene(name, str(number))
        child = Child(lambda tell: (scene.enter(), live(kind, scene, tell)))
        assert (child.line(), child.line()) == ("saved", "begin"), name
        life = self._chance.uniform(0, self._lasts[name] * LONGEST)
        time.sleep(life)
        os.kill(child.process, signal.SIGKILL)
        told, _ = child.end()
        self.met["rounds"] += 1
        inside = "end" not in told
        self.met[f"killed inside: {name}" if inside else f"killed after: {name}"] += 1
        self.met["left something, until the next start"] += bool(leftovers(kind, scene))
        found = self._after(name, scene, 1 + told.count("saved"), number % WHOLE == 0) + leftovers(kind, scene)
        for what in found:
            self.met[what.partition(":")[0]] += 1
            print(f"round {number}, {name}, killed after {life:.4f} s: {what}", flush=True)
        if found:
            print(f"kept at {scene.folder}", flush=True)
        else:
            shutil.rmtree(scene.folder)


def run(folder: Path, rounds: int, seed: int, register: Path) -> None:
    """Fewer rounds than there are kinds are of some of them, by chance."""
    chance = random.Random(seed)
    play = Rounds(folder, register, chance)
    names = chance.sample(list(KINDS), min(rounds, len(KINDS)))
    for name in names:
        play.learn(name)
    gc.freeze()  # the children share what is loaded, and copy none of it
    for number in range(rounds):
        play.run(names[number % len(names)], number)
    print(json.dumps(play.met))


if __name__ == "__main__":
    run(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4]))
