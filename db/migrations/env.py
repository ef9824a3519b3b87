"""Runs the migrations on one register file, in one transaction, with its references checked before the commit."""

import sqlite3

from alembic import context
from sqlalchemy import create_engine, event
from sqlalchemy.pool import NullPool

path = context.config.attributes["path"]
engine = create_engine("sqlite://", creator=lambda: sqlite3.connect(path, isolation_level=None), poolclass=NullPool)


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
