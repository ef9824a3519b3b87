"""What belongs to the printed papers: edited sentences, member involvement, tabled papers, colour and logo."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

HEX = "[0-9A-Fa-f]"


def upgrade() -> None:
    op.create_table(
        "edited_sentence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year_id", sa.Integer(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("sentence", sa.String(), nullable=False),
        sa.Column("composed", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["year_id"], ["municipal_year.id"], name=op.f("fk_edited_sentence_year_id_municipal_year")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edited_sentence")),
        sa.UniqueConstraint(
            "year_id", "document", "sentence", name=op.f("uq_edited_sentence_year_id_document_sentence")
        ),
    )
    op.create_index(op.f("ix_edited_sentence_year_id"), "edited_sentence", ["year_id"], unique=False)
    op.create_table(
        "involvement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_involvement_item_id_item")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_involvement")),
        sa.UniqueConstraint("item_id", name=op.f("uq_involvement_item_id")),
    )
    op.create_table(
        "tabled_paper",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("told", sa.String(), nullable=False),
        sa.Column("edition", sa.String(), nullable=False),
        sa.Column("year", sa.String(), nullable=False),
        sa.Column("as_at", sa.Date(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("where_to", sa.String(), nullable=True),
        sa.Column("state", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("content_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["content_id"], ["content.id"], name=op.f("fk_tabled_paper_content_id_content")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tabled_paper")),
    )
    op.create_index(op.f("ix_tabled_paper_content_id"), "tabled_paper", ["content_id"], unique=False)
    with op.batch_alter_table("answer") as batch:
        batch.add_column(sa.Column("may_be_named", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("answer") as batch:
        batch.alter_column("may_be_named", server_default=None)
    with op.batch_alter_table("council") as batch:
        batch.add_column(sa.Column("accent", sa.String(), nullable=True))
        batch.add_column(sa.Column("logo", sa.LargeBinary(), nullable=True))
        batch.create_check_constraint(
            op.f("ck_council_accent_is_colour"), f"accent IS NULL OR accent GLOB '#{HEX * 6}'"
        )
