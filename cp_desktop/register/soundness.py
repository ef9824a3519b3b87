"""What a check of a register found: damage, and remarks on what is only odd."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from cp_desktop.errors import UserError

Progress = Callable[[int, int, str], None]  # how far: done, total, what
Cancelled = Callable[[], bool]
MOST = 20  # findings of a kind that are told one by one: a lost file has as many as rows


class CheckStoppedError(UserError):
    """Somebody stopped a check before its end."""

    def __init__(self) -> None:
        super().__init__(
            "The check was stopped before its end. Nothing was changed. Start it again when there is time."
        )


@dataclass(frozen=True)
class Soundness:
    """The findings of one check, each a sentence that names the row and the column in people's words.

    `damage` is what this program did not write: the register is not sound. `remarks` are values and rows that it would
    not take in today, and an earlier version did. `told` says what is known of the history's seals.
    """

    damage: Sequence[str] = ()
    remarks: Sequence[str] = ()
    told: Sequence[str] = ()

    @property
    def sound(self) -> bool:
        return not self.damage


@dataclass
class Tally:
    """Sentences of a kind: the first of them, and how many more there were."""

    kept: list[str] = field(default_factory=list)
    more: int = 0

    def add(self, sentence: Callable[[], str]) -> None:
        """Takes a sentence, which is made only if it is told."""
        if len(self.kept) < MOST:
            # What stands for bytes that are no letters could not be printed.
            self.kept.append(sentence().encode(errors="replace").decode())
        else:
            self.more += 1

    def sentences(self) -> list[str]:
        return [*self.kept, f"There are {self.more:,} more like this."] if self.more else self.kept
