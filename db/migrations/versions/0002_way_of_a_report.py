"""The way of a visit's report in steps, the visit's own form, attachments, events, evidence, goals and ward facts."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

COMMISSIONING, SERVICE, DIRECTOR = "Children's Commissioning", "Service Manager", "Assistant Director"
KINDS = ("monitoring", "supported")
STEPS = (
    (1, "Report received", "received", "councillor", None, 14),
    (2, f"Sent to {COMMISSIONING}", "sent", "coordinator", None, 2),
    (3, "Sent to the managers", "sent", "post", COMMISSIONING, 5),
    (4, "Home Manager answered", "answered", "manager", None, 14),
    (4, f"{SERVICE} answered", "answered", "post", SERVICE, 14),
    (4, f"{DIRECTOR} answered", "answered", "post", DIRECTOR, 14),
    (5, "Returned to the councillor", "returned", "coordinator", None, 5),
    (6, "Closed", "closed", "coordinator", None, 7),
)


def upgrade() -> None:
    op.create_table(
        "content",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("held", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_content")),
        sa.UniqueConstraint("sha256", name=op.f("uq_content_sha256")),
    )
    op.create_table(
        "event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
    )
    op.create_index(op.f("ix_event_held_on"), "event", ["held_on"], unique=False)
    op.create_table(
        "goal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("homes", sa.String(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.CheckConstraint('"starts_on" <= "due_on"', name=op.f("ck_goal_due_on_in_order")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goal")),
    )
    op.create_table(
        "attendance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("councillor_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["councillor_id"], ["councillor.id"], name=op.f("fk_attendance_councillor_id_councillor")
        ),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_attendance_event_id_event")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance")),
        sa.UniqueConstraint("event_id", "councillor_id", name=op.f("uq_attendance_event_id_councillor_id")),
    )
    op.create_index(op.f("ix_attendance_councillor_id"), "attendance", ["councillor_id"], unique=False)
    op.create_table(
        "step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=True),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.CheckConstraint("(holder = 'post') = (post_id IS NOT NULL)", name=op.f("ck_step_whose_post")),
        sa.CheckConstraint("days >= 0", name=op.f("ck_step_days_not_negative")),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_step_post_id_post")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_step")),
    )
    op.create_index(op.f("ix_step_post_id"), "step", ["post_id"], unique=False)
    op.create_table(
        "step_kind",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("step_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["step_id"], ["step.id"], name=op.f("fk_step_kind_step_id_step")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_step_kind")),
        sa.UniqueConstraint("step_id", "kind", name=op.f("uq_step_kind_step_id_kind")),
    )
    op.create_table(
        "ward_count",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ward_id", sa.Integer(), nullable=False),
        sa.Column("measure", sa.String(), nullable=False),
        sa.Column("counted_on", sa.Date(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.CheckConstraint("number >= 0", name=op.f("ck_ward_count_number_not_negative")),
        sa.ForeignKeyConstraint(["ward_id"], ["ward.id"], name=op.f("fk_ward_count_ward_id_ward")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ward_count")),
        sa.UniqueConstraint("ward_id", "measure", "counted_on", name=op.f("uq_ward_count_ward_id_measure_counted_on")),
    )
    op.create_index(op.f("ix_ward_count_counted_on"), "ward_count", ["counted_on"], unique=False)
    op.create_table(
        "item_event_kind",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_item_event_kind_item_id_item")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_event_kind")),
        sa.UniqueConstraint("item_id", "kind", name=op.f("uq_item_event_kind_item_id_kind")),
    )
    op.create_table(
        "item_visit_kind",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_item_visit_kind_item_id_item")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_visit_kind")),
        sa.UniqueConstraint("item_id", "kind", name=op.f("uq_item_visit_kind_item_id_kind")),
    )
    op.create_table(
        "attachment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("added_on", sa.Date(), nullable=False),
        sa.Column("content_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("size <= 20971520", name=op.f("ck_attachment_not_too_large")),
        sa.ForeignKeyConstraint(["content_id"], ["content.id"], name=op.f("fk_attachment_content_id_content")),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_attachment_visit_id_visit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
    )
    op.create_index(op.f("ix_attachment_content_id"), "attachment", ["content_id"], unique=False)
    op.create_index(op.f("ix_attachment_visit_id"), "attachment", ["visit_id"], unique=False)
    op.create_table(
        "chaser",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("step_id", sa.Integer(), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.Column("sent_to", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["step_id"], ["step.id"], name=op.f("fk_chaser_step_id_step")),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_chaser_visit_id_visit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chaser")),
    )
    op.create_index(op.f("ix_chaser_step_id"), "chaser", ["step_id"], unique=False)
    op.create_index(op.f("ix_chaser_visit_id"), "chaser", ["visit_id"], unique=False)
    op.create_table(
        "set_aside",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("councillor_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=True),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("(visit_id IS NULL) <> (event_id IS NULL)", name=op.f("ck_set_aside_one_source")),
        sa.ForeignKeyConstraint(
            ["councillor_id"], ["councillor.id"], name=op.f("fk_set_aside_councillor_id_councillor")
        ),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_set_aside_event_id_event")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_set_aside_item_id_item")),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_set_aside_visit_id_visit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_set_aside")),
        sa.UniqueConstraint(
            "councillor_id",
            "item_id",
            "visit_id",
            "event_id",
            name=op.f("uq_set_aside_councillor_id_item_id_visit_id_event_id"),
        ),
    )
    op.create_index(op.f("ix_set_aside_event_id"), "set_aside", ["event_id"], unique=False)
    op.create_index(op.f("ix_set_aside_item_id"), "set_aside", ["item_id"], unique=False)
    op.create_index(op.f("ix_set_aside_visit_id"), "set_aside", ["visit_id"], unique=False)
    op.create_table(
        "step_done",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("step_id", sa.Integer(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_step_done_post_id_post")),
        sa.ForeignKeyConstraint(["step_id"], ["step.id"], name=op.f("fk_step_done_step_id_step")),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_step_done_visit_id_visit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_step_done")),
        sa.UniqueConstraint("visit_id", "step_id", name=op.f("uq_step_done_visit_id_step_id")),
    )
    op.create_index(op.f("ix_step_done_post_id"), "step_done", ["post_id"], unique=False)
    op.create_index(op.f("ix_step_done_step_id"), "step_done", ["step_id"], unique=False)
    op.create_table(
        "visit_action",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_visit_action_visit_id_visit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_action")),
    )
    op.create_index(op.f("ix_visit_action_visit_id"), "visit_action", ["visit_id"], unique=False)
    with op.batch_alter_table("activity", schema=None) as batch_op:
        batch_op.add_column(sa.Column("visit_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("event_id", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_activity_event_id"), ["event_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_activity_visit_id"), ["visit_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_activity_visit_id_visit"), "visit", ["visit_id"], ["id"])
        batch_op.create_foreign_key(batch_op.f("fk_activity_event_id_event"), "event", ["event_id"], ["id"])

    with op.batch_alter_table("home", schema=None) as batch_op:
        batch_op.add_column(sa.Column("manager_id", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_home_manager_id"), ["manager_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_home_manager_id_post"), "post", ["manager_id"], ["id"])
    keep_the_reports_way(op.get_bind())
    with op.batch_alter_table("visit", schema=None) as batch_op:
        batch_op.add_column(sa.Column("starts_at", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("reason", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("planned_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("capacity", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("met", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("running", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("culture", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("experience", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("staff_work", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("agencies", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("needs_met", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("concern_kind", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("concern_raised_on", sa.Date(), nullable=True))
        for day in ("report_received_on", "report_sent_on", "report_returned_on"):
            batch_op.drop_constraint(op.f(f"ck_visit_{day}_in_order"), type_="check")
        batch_op.create_check_constraint(op.f("ck_visit_visited_on_in_order"), '"planned_on" <= "visited_on"')
        batch_op.create_check_constraint(
            op.f("ck_visit_time_of_day"),
            "starts_at IS NULL OR starts_at GLOB '[01][0-9]:[0-5][0-9]' OR starts_at GLOB '2[0-3]:[0-5][0-9]'",
        )
        batch_op.drop_index(batch_op.f("ix_visit_home_id"))
        batch_op.create_index("ix_visit_home_day", ["home_id", "visited_on"], unique=False)
        batch_op.drop_column("report_received_on")
        batch_op.drop_column("actions")
        batch_op.drop_column("report_returned_on")
        batch_op.drop_column("report_sent_on")


def keep_the_reports_way(bind: sa.Connection) -> None:
    """The three days of a report become the days of its steps, and the text of its actions the first action.

    A report that was on its way keeps where it lay, and one that had come back is closed. What was done to visits
    before cannot be taken back one by one: its images speak of columns that are no longer there, so it stays in the
    history only to be read.
    """
    for title in (COMMISSIONING, SERVICE, DIRECTOR):
        bind.execute(sa.text("INSERT OR IGNORE INTO post (title) VALUES (:title)"), {"title": title})
    for position, label, stage, holder, title, days in STEPS:
        step = {"position": position, "label": label, "stage": stage, "holder": holder, "title": title, "days": days}
        bind.execute(
            sa.text(
                "INSERT INTO step (position, label, stage, holder, post_id, days) VALUES "
                "(:position, :label, :stage, :holder, (SELECT id FROM post WHERE title = :title), :days)"
            ),
            step,
        )
    for kind in KINDS:
        bind.execute(sa.text("INSERT INTO step_kind (step_id, kind) SELECT id, :kind FROM step"), {"kind": kind})
    for position, day in ((1, "report_received_on"), (2, "report_sent_on"), (5, "report_returned_on")):
        bind.execute(
            sa.text(
                "INSERT INTO step_done (visit_id, step_id, done_on) "
                f"SELECT visit.id, step.id, visit.{day} FROM visit, step "
                f"WHERE step.position = :position AND visit.{day} IS NOT NULL"
            ),
            {"position": position},
        )
    # A report that came back had passed the steps in between, and was done with: they take the day it came back. In the
    # same way one that was sent on had been received.
    for day, steps in (("report_returned_on", "step.position <> 5"), ("report_sent_on", "step.position < 2")):
        bind.execute(
            sa.text(
                "INSERT INTO step_done (visit_id, step_id, done_on) "
                f"SELECT visit.id, step.id, visit.{day} FROM visit "
                "JOIN step_kind ON step_kind.kind = visit.kind JOIN step ON step.id = step_kind.step_id "
                f"WHERE visit.{day} IS NOT NULL AND {steps} AND NOT EXISTS (SELECT 1 FROM step_done AS done "
                "WHERE done.visit_id = visit.id AND done.step_id = step.id)"
            )
        )
    bind.execute(
        sa.text("INSERT INTO visit_action (visit_id, what) SELECT id, actions FROM visit WHERE trim(actions) <> ''")
    )
    bind.execute(
        sa.text(
            "UPDATE operation SET reversible = 0 "
            "WHERE id IN (SELECT operation_id FROM change WHERE table_name = 'visit')"
        )
    )
