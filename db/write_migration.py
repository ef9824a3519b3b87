"""Writes the migration that the declarations ask for: python3 dev.py migration "Add bedrooms"

A register is made by the migrations there are, and Alembic compares its tables with the mapped classes. What differs
becomes the next file of db/migrations/versions, formatted as the rest is. Beyond what Alembic sees by itself,

- a required column of a table that is there gets the `default=` of its declaration for the rows it has already;
- the rules of a table (CHECK) are compared by their names and their words.

The exit code is 0 also where there is nothing to migrate, 1 where a declaration cannot be migrated, 2 without a title.
"""

import re
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from enum import Enum
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.operations import ops
from sqlalchemy.pool import NullPool

from cp_desktop.model import Base
from cp_desktop.register import schema, sqlite_file

# A title becomes a docstring and the name of a file.
TITLE = re.compile(r"[a-zA-Z][\w ',()/.-]*")


class CannotMigrateError(Exception):
    """A declaration that no migration can bring into a register with rows in it."""


def write(title: str) -> Path | None:
    """The file written, None where there is nothing to migrate.

    Raises CannotMigrateError, or OSError where the disk fails; nothing is left of the file then.
    """
    versions = schema.MIGRATIONS / "versions"
    before = set(versions.glob("*.py"))
    try:
        return _written(title)
    except BaseException:
        for path in set(versions.glob("*.py")) - before:
            path.unlink()
        raise


def _written(title: str) -> Path | None:
    number = f"{int(schema.revisions()[-1]) + 1:04}"
    with tempfile.TemporaryDirectory() as folder:
        newest = Path(folder) / "newest.cpregister"
        with closing(sqlite3.connect(newest)) as made:
            made.execute(f"PRAGMA application_id = {sqlite_file.APPLICATION_ID}")
        sqlite_file.upgrade(newest)
        config = Config()
        config.set_main_option("script_location", str(schema.MIGRATIONS).replace("%", "%%"))
        config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
        config.attributes["engine"] = sqlite_file.engine(
            lambda: sqlite3.connect(newest, isolation_level=None), "BEGIN", poolclass=NullPool
        )
        config.attributes["autogenerate"] = {
            "target_metadata": Base.metadata,
            "compare_type": True,
            "render_item": _plain_type,
            "process_revision_directives": _complete,
        }
        script = command.revision(config, title.rstrip("."), autogenerate=True, rev_id=number)
    if not script:
        return None
    path = Path(script.path)  # type: ignore[union-attr]
    lines = [line for line in path.read_text("utf-8").splitlines() if not line.strip().startswith("# ###")]
    path.write_text("\n".join(lines).replace(", schema=None)", ")") + "\n", "utf-8")
    _tidy(path)
    return path


def _tidy(path: Path) -> None:
    """Makes a file as the checks want it. Raises CannotMigrateError where ruff cannot."""
    # The words of a rule may be longer than a line: they are one text, as the register has it.
    long_texts = ["check", "--select=E501", "--add-noqa", "--quiet"]
    for words in (["format", "--quiet"], long_texts, ["check", "--fix", "--quiet"], ["format", "--quiet"]):
        command = [sys.executable, "-m", "ruff", *words, str(path)]
        done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
        if done.returncode:
            raise CannotMigrateError(f"The migration would not pass the checks:\n{done.stdout or done.stderr}")


def _plain_type(kind: str, thing: Any, _: Any) -> str | bool:
    """A column's type as a migration names it: SQLAlchemy's own, for ours may be renamed while a migration stays."""
    if kind != "type":
        return False
    plain = thing.impl if isinstance(thing, sa.types.TypeDecorator) else thing
    own = next(one for one in type(plain).__mro__ if one.__module__.startswith("sqlalchemy."))
    return f"sa.{own.__name__}()"


def _complete(context: Any, _: Any, directives: list[Any]) -> None:
    """Adds to Alembic's comparison what it does not see, and drops a revision that would do nothing."""
    [script] = directives
    changes = script.upgrade_ops.ops
    changes[:] = [step for change in changes for step in _with_defaults(change)]
    changes += _rules(context.connection)
    if not changes:
        directives.clear()


def _with_defaults(change: Any) -> list[Any]:
    """A change of a table; where it adds required columns, a second one takes away what old rows were given."""
    if not isinstance(change, ops.ModifyTableOps):
        return [change]
    afterwards = []
    for place, step in enumerate(change.ops):
        if isinstance(step, ops.AddColumnOp) and not step.column.nullable:
            column = step.column
            given = sa.Column(column.name, column.type, nullable=False, server_default=_for_old_rows(column))
            change.ops[place] = ops.AddColumnOp(step.table_name, given, schema=step.schema)
            afterwards.append(
                ops.AlterColumnOp(
                    step.table_name,
                    column.name,
                    existing_type=column.type,
                    existing_nullable=False,
                    modify_server_default=None,
                )
            )
    return [change, ops.ModifyTableOps(change.table_name, afterwards)] if afterwards else [change]


def _for_old_rows(column: Any) -> Any:
    """What rows that are there already take in a new required column: the default of its declaration."""
    default = column.default.arg if column.default is not None and column.default.is_scalar else None
    if default is None:
        raise CannotMigrateError(
            f"{column.table.name}.{column.name} is required, and rows that are there already would have nothing in "
            "it: give its declaration a default=, or let it be empty (| None)."
        )
    if isinstance(default, bool):
        return sa.true() if default else sa.false()
    if isinstance(default, Enum):
        default = default.value
    return default if isinstance(default, str) else sa.text(str(default))


def _rules(connection: sa.Connection) -> list[Any]:
    """What makes the rules of the tables that are there already those of the declarations."""
    steps: list[Any] = []
    inspector = sa.inspect(connection)
    for table in Base.metadata.sorted_tables:
        if not inspector.has_table(table.name):
            continue
        has = {str(one["name"]): _words(one["sqltext"]) for one in inspector.get_check_constraints(table.name)}
        wanted = {
            str(connection.dialect.identifier_preparer.format_constraint(rule)): _words(
                str(rule.sqltext.compile(connection, compile_kwargs={"literal_binds": True}))
            )
            for rule in table.constraints
            if isinstance(rule, sa.CheckConstraint)
        }
        changed: list[Any] = []
        for name in has:
            if has[name] != wanted.get(name):
                changed.append(ops.DropConstraintOp(sa.schema.conv(name), table.name, type_="check"))
        for name, words in wanted.items():
            if has.get(name) != words:
                changed.append(ops.CreateCheckConstraintOp(sa.schema.conv(name), table.name, words))
        if changed:
            steps.append(ops.ModifyTableOps(table.name, changed))
    return steps


def _words(condition: str) -> str:
    return " ".join(condition.split())


def main(words: list[str]) -> int:
    if len(words) != 1 or not TITLE.fullmatch(words[0].strip()):
        print('say in a few words what changes: python3 dev.py migration "Add bedrooms"', file=sys.stderr)
        return 2
    try:
        path = write(words[0].strip())
    except (CannotMigrateError, OSError) as problem:
        print(f"Nothing was written. {problem}", file=sys.stderr)
        return 1
    if path is None:
        print("nothing to migrate: the newest register is what the declarations say")
        return 0
    text = path.read_text("utf-8")
    print(f"written: {path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path}")
    if ".drop_column(" in text or "op.drop_table(" in text:
        print("It drops what a register may hold. Where something was only renamed, write a rename instead.")
    print("Read it, then run: python3 dev.py test tests/register/test_migrations.py")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
