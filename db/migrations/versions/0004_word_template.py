"""The council's own Word document, in whose dress papers are saved for Word."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    with op.batch_alter_table("council") as batch:
        batch.add_column(sa.Column("word_template", sa.String(), nullable=True))
        batch.add_column(sa.Column("word_template_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(op.f("fk_council_word_template_id_content"), "content", ["word_template_id"], ["id"])
    op.create_index(op.f("ix_council_word_template_id"), "council", ["word_template_id"], unique=False)
