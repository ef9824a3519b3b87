"""Runs the migrations on one register file, in one transaction, with its references checked before the commit.

How to add a field, say a councillor's nickname:

1. Declare it on the mapped class, in cp_desktop/model: `nickname: Mapped[str | None] = field("Nickname")`. Forms,
   tables, imports and exports read it from there. A required one needs a `default=`: rows there already, and rows
   that an undo brings back from before the field, take it.
2. Let the migration be written: `python3 dev.py migration "Add nicknames"` compares the declarations with the newest
   register and writes the next file of versions/, numbered one on from the last. Read it. What it cannot know stands
   in your hands: that something was renamed and not dropped, and what rows that are there already should be given.

   What SQLite cannot alter in place (a rule, a reference, a column's type) goes through
   `with op.batch_alter_table("councillor") as batch:`; references are not enforced meanwhile, and all are checked
   before the commit. Every constraint is named by the convention in cp_desktop/model/base.py.
3. Run tests/register/test_migrations.py: it holds the sum of all migrations equal to the mapped classes, and says
   what differs.

What a migration does to rows needs no history of its own: the rows are noted there after it, as they are by then. One
that rewrites the history itself takes the seals of what it rewrote away (UPDATE operation SET seal = NULL); they are
made anew (cp_desktop/register/sqlite_upgrade.py).

A migration that was released is never edited: registers out there have run it. There is no way down: the copy made
before an upgrade is the way back.
"""

from contextlib import nullcontext

from alembic import context

engine = context.config.attributes["engine"]  # one whose transactions hold the right to write from their beginning

with engine.connect() as connection:
    # Rebuilding a parent table with references enforced would empty its children: off by default, checked below.
    comparison = context.config.attributes.get("autogenerate", {})  # where db/write_migration.py asks
    context.configure(connection=connection, render_as_batch=True, transactional_ddl=True, **comparison)
    with connection.begin():
        with context.config.attributes.get("around", nullcontext)(connection):
            context.run_migrations()
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise RuntimeError(f"the upgrade would break references: {broken[:5]}")
engine.dispose()
