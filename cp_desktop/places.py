"""Where registers are kept. What a place is made of, only its own class and the store of its kind know.

Everybody else opens a place, shows it, and asks the few questions that every kind of place can answer.
"""

import os
from abc import ABC, abstractmethod
from dataclasses import dataclass
from pathlib import Path


class Place(ABC):
    """Where a register is kept; equal places are one. `str` is for people to read, and for `place_at` to read back."""

    @property
    @abstractmethod
    def name(self) -> str:
        """What people call the register there."""

    @property
    @abstractmethod
    def title(self) -> str:
        """The same without an ending: to begin the names of files with that are made of the register."""

    @property
    @abstractmethod
    def folder(self) -> Path | None:
        """The folder to propose where something is saved or another register looked for; None where it has none."""

    @property
    @abstractmethod
    def identity(self) -> str:
        """The same for one register, however its place is written."""

    @abstractmethod
    def is_there(self) -> bool:
        """Whether anything is there still, as far as can be told without waiting."""

    @abstractmethod
    def is_open(self) -> bool:
        """Whether somebody may have it open for writing: False is certain, and told without waiting."""


@dataclass(frozen=True)
class FilePlace(Place):
    """A register that is a file, by its absolute path."""

    path: Path

    def __str__(self) -> str:
        return str(self.path)

    @property
    def name(self) -> str:
        return self.path.name

    @property
    def title(self) -> str:
        return self.path.stem

    @property
    def folder(self) -> Path:
        return self.path.parent

    @property
    def identity(self) -> str:
        return os.path.normcase(os.path.realpath(self.path))

    def is_there(self) -> bool:
        return os.path.isfile(self.path)  # noqa: PTH113 - Path.is_file() raises where a path is too long

    def is_open(self) -> bool:
        return lock_of(self.path).exists()


def place_at(words: "Place | Path | str") -> Place:
    """The place that words, as a place writes them, or a file's path mean. Here another kind is told from a file."""
    return words if isinstance(words, Place) else FilePlace(Path(words).absolute())


def real(path: Path) -> Path:
    """The file that a path means: where it is a symbolic link, what that leads to. Raises OSError for a ring."""
    return path.resolve() if path.is_symlink() else path


def lock_of(register: Path) -> Path:
    """The file that stands beside a register while somebody has it open for writing, by whatever link."""
    there = real(register)
    return there.with_name(there.name + ".lock")
