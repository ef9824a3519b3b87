"""Runs the migrations on one register file, in one transaction, with its references checked before the commit.

How to add a field, say a councillor's nickname:

1. Declare it on the mapped class, in cp_desktop/model: `nickname: Mapped[str | None] = field("Nickname")`. Forms,
   tables, imports and exports read it from there. A required one needs a `default=`: rows there already, and rows
   that an undo brings back from before the field, take it.
2. Write the migration, `versions/0005_nickname.py`, numbered one on from the last:

       revision = "0005"
       down_revision = "0004"

       def upgrade() -> None:
           op.add_column("councillor", sa.Column("nickname", sa.String()))

   A required column also takes `nullable=False, server_default=...`, dropped again in a `batch_alter_table`. What
   SQLite cannot alter in place (a rule, a reference, a column's type) goes through
   `with op.batch_alter_table("councillor") as batch:`; references are not enforced meanwhile, and all are checked
   before the commit. Name every constraint by the convention in cp_desktop/model/base.py.
3. Run tests/register/test_migrations.py: it holds the sum of all migrations equal to the mapped classes, and says
   what differs.

A migration that was released is never edited: registers out there have run it. There is no way down: the copy made
before an upgrade is the way back.
"""

from alembic import context
from sqlalchemy import event

engine = context.config.attributes["engine"]


@event.listens_for(engine, "begin")
def begin(connection):
    connection.exec_driver_sql("BEGIN IMMEDIATE")


with engine.connect() as connection:
    # Rebuilding a parent table with references enforced would empty its children: off by default, checked below.
    context.configure(connection=connection, render_as_batch=True, transactional_ddl=True)
    with connection.begin():
        context.run_migrations()
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise RuntimeError(f"the upgrade would break references: {broken[:5]}")
engine.dispose()
