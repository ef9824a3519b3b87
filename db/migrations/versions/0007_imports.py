"""What imports go by: labels of parties, remembered choices, the council in Ofsted's lists, judgements of homes."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

# As a new register of that version has them.
PARTIES = {
    "Conservative": ("Conservatives", "Conservative Party", "Conservative and Unionist Party", "Con"),
    # Candidates of both stand and sit as Labour's.
    "Labour": ("Labour Party", "Lab", "Labour and Co-operative", "Labour and Co-operative Party", "Labour Co-op"),
    "Liberal Democrat": ("Liberal Democrats", "Lib Dem", "Lib Dems", "LD"),
    "Green": ("Green Party", "Greens"),
    "Independent": ("Independents", "Ind"),
    "UKIP": ("UK Independence Party", "UK Independence Party (UKIP)"),
    "Plaid Cymru": ("Plaid Cymru - The Party of Wales",),
}


def upgrade() -> None:
    party_alias = op.create_table(
        "party_alias",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("party", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_party_alias")),
        sa.UniqueConstraint("label", name=op.f("uq_party_alias_label")),
    )
    op.bulk_insert(
        party_alias,
        [{"label": label, "party": party} for party, labels in PARTIES.items() for label in labels],
    )
    op.create_table(
        "remembered_choice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("shape", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("said", sa.String(), nullable=False),
        sa.Column("means", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remembered_choice")),
        sa.UniqueConstraint(
            "kind", "shape", "subject", "said", name=op.f("uq_remembered_choice_kind_shape_subject_said")
        ),
    )
    with op.batch_alter_table("council") as batch_op:
        batch_op.add_column(sa.Column("ofsted_authority", sa.String(), nullable=True))

    with op.batch_alter_table("home") as batch_op:
        batch_op.add_column(sa.Column("judgement", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("judged_on", sa.Date(), nullable=True))
