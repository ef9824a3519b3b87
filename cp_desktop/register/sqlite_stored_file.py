"""A register's file as it lies on the disk, open or not: what it holds, its copies, its other versions."""

from collections.abc import Sequence
from pathlib import Path

from cp_desktop import private_files
from cp_desktop.errors import UserError
from cp_desktop.places import FilePlace, Place

from . import backup, kept_copies, schema, sqlite_file, sqlite_holdings, sqlite_versions
from .file_errors import translate_errors
from .store import Copy, Holdings, PastOperation, Store, VersionBeside


class StoredFile(Store):
    """What of a store can be asked, and done, without opening it."""

    def __init__(self, path: Path) -> None:
        self.path = path.absolute()
        self.place = FilePlace(self.path)
        self._beside = sqlite_versions.VersionsBeside(self.path)

    def copies(self) -> list[Copy]:
        return backup.copies(self.path)

    def holdings(self) -> Holdings:
        return sqlite_holdings.holdings_of(self.path)

    def past_operations(self) -> list[PastOperation]:
        return sqlite_holdings.operations_of(self.path)

    @property
    def copies_place(self) -> str:
        uid = kept_copies.uid_at(self.path)
        return "" if uid is None else str(kept_copies.folder(uid))

    def remove_copies(self, copies: Sequence[Copy]) -> None:
        backup.remove(copies)

    def restore(self, copy: Path, another: bool = False) -> None:
        backup.restore(self.path, copy, another)

    def must_not_replace(self, path: Path) -> None:
        if path.exists() and self.path.exists() and path.samefile(self.path):
            raise UserError(f"{path.name} is the register itself. Nothing was written. Choose another name.")
        if sqlite_file.is_register(path):
            raise UserError(f"{path.name} is a register. Nothing was written. Choose another name.")

    # -- other versions of it

    @property
    def known_uid(self) -> str | None:
        return kept_copies.uid_at(self.path)

    def versions_beside(self, register_uid: str, set_aside: bool = False) -> list[VersionBeside]:
        return self._beside.find(register_uid, set_aside)

    def is_up_to_date(self) -> bool:
        return sqlite_file.recognise(self.path) == schema.revisions()[-1]

    def write_upgraded(self, out: Path) -> None:
        with translate_errors():
            private_files.empty(out)
            sqlite_file.copy_into(self.path, out)
        sqlite_file.upgrade(out)

    def set_aside(self) -> Place:
        return FilePlace(sqlite_versions.set_aside(self.path))

    def put_in_place_of(self, here: Place) -> Place:
        assert isinstance(here, FilePlace), "both are of one kind"
        return FilePlace(sqlite_versions.put_in_place(here.path, self.path))
