"""The seals of the history. The end of an upgrade makes those of what is there (register/sqlite_upgrade.py)."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.add_column("operation", sa.Column("seal", sa.String(), nullable=True))
    op.add_column("operation", sa.Column("sealed_anew_at", sa.DateTime(), nullable=True))
