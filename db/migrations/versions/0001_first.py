"""The first shape of the register."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "council",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("children", sa.String(), nullable=False),
        sa.Column("ward_word", sa.String(), nullable=False),
        sa.Column("wards_word", sa.String(), nullable=False),
        sa.Column("district_word", sa.String(), nullable=False),
        sa.Column("districts_word", sa.String(), nullable=False),
        sa.Column("suppress_below", sa.Integer(), nullable=False),
        sa.Column("coordinator", sa.String(), nullable=True),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("committee", sa.String(), nullable=True),
        sa.Column("register_uid", sa.String(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_council_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_council")),
    )
    op.create_table(
        "councillor",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.String(), nullable=True),
        sa.Column("title", sa.String(), nullable=True),
        sa.Column("forename", sa.String(), nullable=False),
        sa.Column("surname", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_councillor")),
        sa.UniqueConstraint("member_id", name=op.f("uq_councillor_member_id")),
    )
    op.create_index(op.f("ix_councillor_surname"), "councillor", ["surname"], unique=False)
    op.create_table(
        "district",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_district")),
        sa.UniqueConstraint("name", name=op.f("uq_district_name")),
    )
    op.create_table(
        "fact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("as_at", sa.Date(), nullable=True),
        sa.Column("source", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fact")),
    )
    op.create_table(
        "municipal_year",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.CheckConstraint('"first_day" <= "last_day"', name=op.f("ck_municipal_year_last_day_in_order")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_municipal_year")),
        sa.UniqueConstraint("label", name=op.f("uq_municipal_year_label")),
    )
    op.create_table(
        "operation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("reversible", sa.Boolean(), nullable=False),
        sa.Column("reverses_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["reverses_id"], ["operation.id"], name=op.f("fk_operation_reverses_id_operation")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_operation")),
    )
    op.create_table(
        "post",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post")),
        sa.UniqueConstraint("title", name=op.f("uq_post_title")),
    )
    op.create_table(
        "change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("operation_id", sa.Integer(), nullable=False),
        sa.Column("table_name", sa.String(), nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["operation_id"], ["operation.id"], name=op.f("fk_change_operation_id_operation")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change")),
    )
    op.create_index(op.f("ix_change_operation_id"), "change", ["operation_id"], unique=False)
    op.create_table(
        "document_text",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year_id", sa.Integer(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("section", sa.String(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["year_id"], ["municipal_year.id"], name=op.f("fk_document_text_year_id_municipal_year")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_text")),
        sa.UniqueConstraint("year_id", "document", "section", name=op.f("uq_document_text_year_id_document_section")),
    )
    op.create_index(op.f("ix_document_text_year_id"), "document_text", ["year_id"], unique=False)
    op.create_table(
        "edition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("agreed_on", sa.Date(), nullable=True),
        sa.Column("introduction", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["year_id"], ["municipal_year.id"], name=op.f("fk_edition_year_id_municipal_year")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edition")),
        sa.UniqueConstraint("year_id", name=op.f("uq_edition_year_id")),
    )
    op.create_table(
        "officer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("start", sa.Date(), nullable=True),
        sa.Column("end", sa.Date(), nullable=True),
        sa.CheckConstraint('"start" <= "end"', name=op.f("ck_officer_end_in_order")),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_officer_post_id_post")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_officer")),
    )
    op.create_index(op.f("ix_officer_post_id"), "officer", ["post_id"], unique=False)
    op.create_table(
        "role_held",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("councillor_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("detail", sa.String(), nullable=True),
        sa.Column("start", sa.Date(), nullable=True),
        sa.Column("end", sa.Date(), nullable=True),
        sa.CheckConstraint('"start" <= "end"', name=op.f("ck_role_held_end_in_order")),
        sa.ForeignKeyConstraint(
            ["councillor_id"], ["councillor.id"], name=op.f("fk_role_held_councillor_id_councillor")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_held")),
    )
    op.create_index(op.f("ix_role_held_councillor_id"), "role_held", ["councillor_id"], unique=False)
    op.create_table(
        "ward",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=True),
        sa.Column("district_id", sa.Integer(), nullable=True),
        sa.Column("start", sa.Date(), nullable=True),
        sa.Column("end", sa.Date(), nullable=True),
        sa.CheckConstraint('"start" <= "end"', name=op.f("ck_ward_end_in_order")),
        sa.ForeignKeyConstraint(["district_id"], ["district.id"], name=op.f("fk_ward_district_id_district")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ward")),
        sa.UniqueConstraint("name", "start", name=op.f("uq_ward_name_start")),
    )
    op.create_index(op.f("ix_ward_district_id"), "ward", ["district_id"], unique=False)
    op.create_table(
        "home",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("urn", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("provider", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("ward_id", sa.Integer(), nullable=True),
        sa.Column("other_area", sa.String(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("places", sa.Integer(), nullable=True),
        sa.Column("opened_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.CheckConstraint("places IS NULL OR places >= 0", name=op.f("ck_home_places_not_negative")),
        sa.CheckConstraint('"opened_on" <= "closed_on"', name=op.f("ck_home_closed_on_in_order")),
        sa.ForeignKeyConstraint(["ward_id"], ["ward.id"], name=op.f("fk_home_ward_id_ward")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_home")),
        sa.UniqueConstraint("urn", name=op.f("uq_home_urn")),
    )
    op.create_index(op.f("ix_home_ward_id"), "home", ["ward_id"], unique=False)
    op.create_table(
        "item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("group", sa.String(), nullable=True),
        sa.Column("wording", sa.String(), nullable=False),
        sa.Column("condition", sa.String(), nullable=True),
        sa.Column("own_words", sa.Boolean(), nullable=False),
        sa.Column("meaning", sa.Text(), nullable=True),
        sa.Column("how_to", sa.Text(), nullable=True),
        sa.Column("examples", sa.Text(), nullable=True),
        sa.Column("questions", sa.Text(), nullable=True),
        sa.Column("counts_as_done", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_item_edition_id_edition")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item")),
        sa.UniqueConstraint("edition_id", "number", name=op.f("uq_item_edition_id_number")),
    )
    op.create_index(op.f("ix_item_edition_id"), "item", ["edition_id"], unique=False)
    op.create_table(
        "menu_return",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("councillor_id", sa.Integer(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["councillor_id"], ["councillor.id"], name=op.f("fk_menu_return_councillor_id_councillor")
        ),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_menu_return_edition_id_edition")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_menu_return")),
        sa.UniqueConstraint("edition_id", "councillor_id", name=op.f("uq_menu_return_edition_id_councillor_id")),
    )
    op.create_index(op.f("ix_menu_return_councillor_id"), "menu_return", ["councillor_id"], unique=False)
    op.create_index(op.f("ix_menu_return_edition_id"), "menu_return", ["edition_id"], unique=False)
    op.create_table(
        "survey",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=True),
        sa.Column("closes_on", sa.Date(), nullable=True),
        sa.CheckConstraint('"opens_on" <= "closes_on"', name=op.f("ck_survey_closes_on_in_order")),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_survey_edition_id_edition")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey")),
    )
    op.create_index(op.f("ix_survey_edition_id"), "survey", ["edition_id"], unique=False)
    op.create_table(
        "term",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("councillor_id", sa.Integer(), nullable=False),
        sa.Column("ward_id", sa.Integer(), nullable=False),
        sa.Column("party", sa.String(), nullable=True),
        sa.Column("start", sa.Date(), nullable=False),
        sa.Column("end", sa.Date(), nullable=True),
        sa.CheckConstraint('"start" <= "end"', name=op.f("ck_term_end_in_order")),
        sa.ForeignKeyConstraint(["councillor_id"], ["councillor.id"], name=op.f("fk_term_councillor_id_councillor")),
        sa.ForeignKeyConstraint(["ward_id"], ["ward.id"], name=op.f("fk_term_ward_id_ward")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_term")),
    )
    op.create_index(op.f("ix_term_councillor_id"), "term", ["councillor_id"], unique=False)
    op.create_index(op.f("ix_term_ward_id"), "term", ["ward_id"], unique=False)
    op.create_table(
        "activity",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("councillor_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.Column("what", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["councillor_id"], ["councillor.id"], name=op.f("fk_activity_councillor_id_councillor")
        ),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_activity_item_id_item")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity")),
    )
    op.create_index(op.f("ix_activity_councillor_id"), "activity", ["councillor_id"], unique=False)
    op.create_index("ix_activity_pair", "activity", ["item_id", "councillor_id", "done_on"], unique=False)
    op.create_table(
        "children_count",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("home_id", sa.Integer(), nullable=False),
        sa.Column("counted_on", sa.Date(), nullable=False),
        sa.Column("children", sa.Integer(), nullable=False),
        sa.CheckConstraint("children >= 0", name=op.f("ck_children_count_children_not_negative")),
        sa.ForeignKeyConstraint(["home_id"], ["home.id"], name=op.f("fk_children_count_home_id_home")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_children_count")),
        sa.UniqueConstraint("home_id", "counted_on", name=op.f("uq_children_count_home_id_counted_on")),
    )
    op.create_table(
        "commitment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("councillor_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("own_words", sa.String(), nullable=True),
        sa.CheckConstraint('"made_on" <= "withdrawn_on"', name=op.f("ck_commitment_withdrawn_on_in_order")),
        sa.ForeignKeyConstraint(
            ["councillor_id"], ["councillor.id"], name=op.f("fk_commitment_councillor_id_councillor")
        ),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_commitment_item_id_item")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commitment")),
    )
    op.create_index(op.f("ix_commitment_councillor_id"), "commitment", ["councillor_id"], unique=False)
    op.create_index(
        "ix_commitment_pair", "commitment", ["item_id", "councillor_id", "made_on", "withdrawn_on"], unique=False
    )
    op.create_index(
        "ix_commitment_standing",
        "commitment",
        ["item_id", "councillor_id"],
        unique=True,
        sqlite_where=sa.text("withdrawn_on IS NULL"),
    )
    op.create_table(
        "item_contact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_item_contact_item_id_item")),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_item_contact_post_id_post")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_contact")),
        sa.UniqueConstraint("item_id", "post_id", name=op.f("uq_item_contact_item_id_post_id")),
    )
    op.create_index(op.f("ix_item_contact_item_id"), "item_contact", ["item_id"], unique=False)
    op.create_index(op.f("ix_item_contact_post_id"), "item_contact", ["post_id"], unique=False)
    op.create_table(
        "reply",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("councillor_id", sa.Integer(), nullable=False),
        sa.Column("answered_at", sa.DateTime(), nullable=False),
        sa.Column("source", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["councillor_id"], ["councillor.id"], name=op.f("fk_reply_councillor_id_councillor")),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name=op.f("fk_reply_survey_id_survey")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reply")),
        sa.UniqueConstraint(
            "survey_id", "councillor_id", "answered_at", name=op.f("uq_reply_survey_id_councillor_id_answered_at")
        ),
    )
    op.create_index(op.f("ix_reply_councillor_id"), "reply", ["councillor_id"], unique=False)
    op.create_table(
        "sub_point",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("wording", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_sub_point_item_id_item")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sub_point")),
    )
    op.create_index(op.f("ix_sub_point_item_id"), "sub_point", ["item_id"], unique=False)
    op.create_table(
        "visit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("home_id", sa.Integer(), nullable=True),
        sa.Column("place", sa.String(), nullable=True),
        sa.Column("visited_on", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("announced", sa.Boolean(), nullable=True),
        sa.Column("seen", sa.Text(), nullable=True),
        sa.Column("went_well", sa.Text(), nullable=True),
        sa.Column("actions", sa.Text(), nullable=True),
        sa.Column("report_received_on", sa.Date(), nullable=True),
        sa.Column("report_sent_on", sa.Date(), nullable=True),
        sa.Column("report_returned_on", sa.Date(), nullable=True),
        sa.Column("concern", sa.Boolean(), nullable=False),
        sa.Column("concern_reported_on", sa.Date(), nullable=True),
        sa.Column("concern_reported_to", sa.String(), nullable=True),
        sa.Column("concern_reported_by", sa.String(), nullable=True),
        sa.Column("concern_reference", sa.String(), nullable=True),
        sa.CheckConstraint("home_id IS NOT NULL OR place IS NOT NULL", name=op.f("ck_visit_somewhere")),
        sa.CheckConstraint('"visited_on" <= "report_received_on"', name=op.f("ck_visit_report_received_on_in_order")),
        sa.CheckConstraint('"visited_on" <= "report_sent_on"', name=op.f("ck_visit_report_sent_on_in_order")),
        sa.CheckConstraint('"visited_on" <= "report_returned_on"', name=op.f("ck_visit_report_returned_on_in_order")),
        sa.ForeignKeyConstraint(["home_id"], ["home.id"], name=op.f("fk_visit_home_id_home")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit")),
    )
    op.create_index(op.f("ix_visit_home_id"), "visit", ["home_id"], unique=False)
    op.create_index(op.f("ix_visit_visited_on"), "visit", ["visited_on"], unique=False)
    op.create_table(
        "answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reply_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("done", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("example", sa.Text(), nullable=True),
        sa.Column("may_be_quoted", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_answer_item_id_item")),
        sa.ForeignKeyConstraint(["reply_id"], ["reply.id"], name=op.f("fk_answer_reply_id_reply")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer")),
    )
    op.create_index(op.f("ix_answer_item_id"), "answer", ["item_id"], unique=False)
    op.create_index("ix_answer_reply_item", "answer", ["reply_id", "item_id"], unique=True)
    op.create_table(
        "visitor",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("councillor_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["councillor_id"], ["councillor.id"], name=op.f("fk_visitor_councillor_id_councillor")),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_visitor_visit_id_visit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visitor")),
        sa.UniqueConstraint("visit_id", "councillor_id", name=op.f("uq_visitor_visit_id_councillor_id")),
    )
    op.create_index(op.f("ix_visitor_councillor_id"), "visitor", ["councillor_id"], unique=False)
