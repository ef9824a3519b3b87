"""Every rule about rows with its sentence, and how each road to its table tries to break it."""

import datetime as dt
from types import SimpleNamespace
from typing import Any

from sqlalchemy import delete

from cp_desktop.model import (
    Activity,
    Attachment,
    ChildrenCount,
    Commitment,
    Council,
    Councillor,
    Done,
    Edition,
    Erasure,
    Event,
    Fact,
    Goal,
    Home,
    Item,
    MenuReturn,
    MunicipalYear,
    Officer,
    PartyAlias,
    Post,
    Reminder,
    Reply,
    Retention,
    RetentionKind,
    RoleHeld,
    SetAside,
    Step,
    StepDone,
    Survey,
    Term,
    Visit,
    VisitAction,
    Visitor,
    VisitStatus,
    Ward,
    WardCount,
    WardMeasure,
    show,
    table_of,
)
from cp_desktop.model.steps import Holder
from cp_desktop.register import Register
from cp_desktop.services import commitments, reminders, replies, report_steps, ward_facts
from cp_desktop.services.replies import ItemAnswer
from tests.ui.roads import (
    ANN,
    BEA,
    CHOSEN,
    FUTURE,
    KNOWN,
    RUNNING,
    TOMORROW,
    VISITED,
    Case,
    Write,
    added,
    by_form,
    by_import,
    by_sql,
    changed,
    edited,
    first,
    one_more,
    pasted_counts,
    pasted_ticks,
    values,
    without,
)

EARLY = dt.date(2017, 5, 22)  # the day before the municipal year
VISITS = "Date of visit,URN,Councillors,Status"
TODAYS = "2018-01-05,SC1,Ann Ashdown,Made"
MEMBERS = "Forename,Surname,Ward,Term start,Term end\n"
HOMES = "URN,Name,Provider,Places,Opened on,Closed on\n"
COUNTS = "URN,Name,Provider,Our children,Counted on\n"
SURVEY = "Completion time,Name,1. Listen: have you undertaken this?\n"
CHOICES = "Councillor,Date,1 Listen\n"
YES = {1: ItemAnswer(Done.UNDERTAKEN)}


def has_been(label: str) -> str:
    return f"“{label}” cannot be a day that is still to come: it says when something happened."


def visits(heading: str, cell: object, row: str = TODAYS) -> tuple[str, str, str]:
    return by_import("visits", f"{VISITS},{heading}\n{row},{cell}\n")


def new_register(year: str, first_day: str, last_day: str) -> list[str]:
    days = ["--first-day", first_day, "--last-day", last_day]
    return ["new", "new.cpregister", "--council", "Northborough", "--year", year, *days]


def a_step_before(form: Any) -> None:
    row = form.visit_timeline.rows[1]
    row.day.line.setText("1 Jan 2018")
    row.day.edited.emit()


def a_step_to_come(form: Any) -> None:
    row = form.visit_timeline.rows[1]
    row.day.line.setText(show(FUTURE))
    row.day.edited.emit()


def reply_of(councillor: int, answers: dict[int, ItemAnswer], day: dt.date) -> Write:
    return lambda register: replies.save(register, 1, councillor, answers, day, None)


def committed(day: dt.date, pair: tuple[int, int]) -> Write:
    return lambda register: commitments.commit(register, day, {pair: None})


def withdrawn(day: dt.date) -> Write:
    return lambda register: commitments.withdraw(register, day, [(ANN, CHOSEN)])


def sent(day: dt.date) -> Write:
    draft: Any = SimpleNamespace(sent_to="Kim", reports=((1, 1),))
    return lambda register: reminders.note_sent(register, [draft], day)


def confirmed(register: Register) -> object:
    return commitments.record_activity(register, ANN, 1, FUTURE, None)


NO_ADDRESS = "“a@localhost” is not an e-mail address: what follows the @ has no dot. Write it like name@council.gov.uk."
IN_ORDER = "The last day is before the first."
BEFORE = "it is dated 22 May 2017, and the year 2017/18 begins on 23 May 2017."
SOON = dt.date(2018, 1, 6)

CASES: dict[str, Case] = {
    "visit.made_by_today": edited(
        Visit,
        values(visited_on=FUTURE),
        f"{show(FUTURE)} is still to come: the visit may be planned, and cannot be made yet.",
        changed(Visit, visited_on=FUTURE),
        lists=by_import("visits", f"{VISITS}\n{FUTURE},SC1,Ann Ashdown,Made\n"),
    ),
    "visit.made_by_somebody": edited(
        Visit,
        without("visitors"),
        "Nobody is named who visited: a visit that was made needs at least one councillor.",
        by_sql(delete(table_of(Visitor))),
        lists=by_import("visits", f"{VISITS}\n2018-01-06,SC1,,Made\n"),
    ),
    "visit.concern_raised": edited(
        Visit,
        values(concern=False, concern_reported_to="The duty team"),
        "Facts of a safeguarding concern are kept only of a visit that raised one: tick it, or leave them out.",
        changed(Visit, concern=False, concern_reported_to="The duty team"),
        form=None,
        lists=visits("Safeguarding concern,Concern reported to", "No,The duty team"),
    ),
    "visit.planned_on_has_been": edited(
        Visit,
        values(visited_on=FUTURE, status=VisitStatus.PLANNED, planned_on=TOMORROW),
        has_been("Planned on"),
        changed(Visit, visited_on=FUTURE, status=VisitStatus.PLANNED, planned_on=TOMORROW),
        lists=visits("Planned on", TOMORROW, f"{FUTURE},SC1,Ann Ashdown,Planned"),
    ),
    "visit.concern_raised_on_has_been": edited(
        Visit,
        values(concern_raised_on=FUTURE),
        has_been("Concern raised on"),
        changed(Visit, concern_raised_on=FUTURE),
        lists=visits("Concern raised on", FUTURE),
    ),
    "visit.concern_reported_on_has_been": edited(
        Visit,
        values(concern_reported_on=FUTURE),
        has_been("Concern reported on"),
        changed(Visit, concern_reported_on=FUTURE),
        lists=visits("Concern reported on", FUTURE),
    ),
    "visit.somewhere": edited(
        Visit,
        values(home_id=None),
        "A visit needs a home or another place.",
        changed(Visit, home_id=None),
    ),
    "visit.time_of_day": edited(
        Visit, values(starts_at="25:00"), "Write the time like 14:30.", changed(Visit, starts_at="25:00"), form=None
    ),
    "visit.visited_on_in_order": edited(
        Visit,
        values(planned_on=SOON),
        "The visit is before the day on which it was planned.",
        changed(Visit, planned_on=SOON),
        lists=visits("Planned on", SOON),
    ),
    "visit_action.done_on_has_been": edited(
        Visit, first("actions", done_on=FUTURE), has_been("Done on"), changed(VisitAction, done_on=FUTURE)
    ),
    "step_done.after_the_visit": Case(
        "A step of the report is dated before the visit on 5 Jan 2018.",
        added(StepDone, visit_id=1, step_id=1, done_on=dt.date(2018, 1, 1)),
        form=by_form(Visit, lambda _: None, typing=a_step_before),
        lists=visits("Report received", "2018-01-01"),
        service=lambda register: report_steps.mark_done(register, [(1, 1)], dt.date(2018, 1, 1)),
    ),
    "step_done.done_on_has_been": Case(
        has_been("Done on"),
        added(StepDone, visit_id=1, step_id=1, done_on=FUTURE),
        form=by_form(Visit, lambda _: None, typing=a_step_to_come),
        lists=visits("Report received", FUTURE),
        service=lambda register: report_steps.mark_done(register, [(1, 1)], FUTURE),
    ),
    "chaser.sent_on_has_been": Case(has_been("Sent on"), changed(Reminder, sent_on=FUTURE), service=sent(FUTURE)),
    "attachment.added_on_has_been": Case(has_been("Added on"), changed(Attachment, added_on=FUTURE)),
    "attachment.not_too_large": Case("An attachment may have 20 MB at most.", changed(Attachment, size=2**30)),
    "step.days_not_negative": edited(
        Step, values(days=-1), "The days allowed cannot be fewer than none.", changed(Step, days=-1)
    ),
    "item.number_in_headings": edited(
        Item,
        values(number=1_000),
        "The number of an item is one from 1 to 999.",
        changed(Item, number=1_000),
        lists=by_import("menu", "No,Group,Wording\n1000,Ward,Listen\n"),
    ),
    "step.days_of_ten_years": edited(
        Step,
        values(days=999_999_999),
        "The days allowed are 3,650 at most, which is ten years.",
        changed(Step, days=999_999_999),
    ),
    "council.threshold_can_be": edited(
        Council,
        values(suppress_below=-5),
        "Counts of children are hidden below a number from 0, which hides none, to 100.",
        changed(Council, suppress_below=-5),
    ),
    "retention.months_positive": edited(
        Retention,
        values(kind=RetentionKind.HISTORY, months=0),
        "Keep it for one month at least.",
        added(Retention, kind=RetentionKind.HISTORY, months=0),
        id=None,
    ),
    "erasure.erased_on_has_been": Case(
        has_been("Erased on"), added(Erasure, table_name="councillor", row_key=99, erased_on=FUTURE, entries="")
    ),
    "step.whose_post": edited(
        Step,
        values(holder=Holder.POST, post_id=None),
        "Name the post on whose desk the report lies, and only where it lies with a post.",
        changed(Step, holder=Holder.POST, post_id=None),
    ),
    "councillor.has_a_seat": edited(
        Councillor,
        values(forename="Cat", surname="Cole"),
        "Cat Cole has no term of office, and would be in office on no day: add one, with the ward and its first day.",
        added(Councillor, forename="Cat", surname="Cole"),
        id=None,
    ),
    "term.terms_apart": edited(
        Councillor,
        one_more("terms", Term, ward_id=1, start=dt.date(2010, 5, 6)),
        "Two terms of office of Ann Ashdown overlap: one starts on 22 May 2014, before the other has ended.",
        added(Term, councillor_id=ANN, ward_id=1, start=dt.date(2010, 5, 6)),
    ),
    "term.end_in_order": edited(
        Councillor,
        first("terms", end=dt.date(2010, 5, 5)),
        IN_ORDER,
        changed(Term, end=dt.date(2010, 5, 5)),
        lists=by_import(
            "councillors",
            f"{MEMBERS}Cat,Cole,Mill,2010-05-06,2010-05-05\n",
            asks="the term would end on 5 May 2010, before it begins on 6 May 2010",
        ),
    ),
    "role_held.end_in_order": edited(
        Councillor, first("roles", end=dt.date(2010, 5, 5)), IN_ORDER, changed(RoleHeld, end=dt.date(2010, 5, 5))
    ),
    "commitment.in_its_year": Case(
        f"The commitment lies before the municipal year: {BEFORE}",
        changed(Commitment, made_on=EARLY),
        lists=by_import("commitments", f"{CHOICES}Bea Brook,2017-05-22,Yes\n"),
        paste=pasted_ticks(EARLY, 1, "Councillor\t1 Listen\nBea Brook\tx"),
        service=committed(EARLY, (BEA, 1)),
    ),
    "commitment.made_on_has_been": Case(
        has_been("Made on"),
        changed(Commitment, item_id=CHOSEN, councillor_id=BEA, made_on=TOMORROW),
        lists=by_import("commitments", f"{CHOICES}Bea Brook,{TOMORROW},Yes\n", RUNNING),
        paste=pasted_ticks(TOMORROW, 2, "Councillor\t1 Listen\nBea Brook\tx"),
        service=committed(TOMORROW, (BEA, CHOSEN)),
    ),
    "commitment.withdrawn_on_has_been": Case(
        has_been("Withdrawn on"), changed(Commitment, withdrawn_on=FUTURE), service=withdrawn(TOMORROW)
    ),
    "commitment.withdrawn_on_in_order": Case(
        "It is withdrawn before it is made.", changed(Commitment, withdrawn_on=dt.date(2017, 6, 1))
    ),
    "menu_return.received_on_has_been": Case(
        has_been("Received on"),
        changed(MenuReturn, received_on=FUTURE),
        lists=by_import("commitments", f"{CHOICES}Ann Ashdown,{TOMORROW},Yes\n", RUNNING),
        paste=pasted_ticks(TOMORROW, 2, "Councillor\t1 Listen\nAnn Ashdown\tx"),
        service=committed(TOMORROW, (ANN, CHOSEN)),
    ),
    "activity.done_on_has_been": edited(
        Activity,
        values(done_on=FUTURE),
        has_been("Date"),
        changed(Activity, done_on=FUTURE),
        lists=by_import("activity", f"Date,Councillor,Item\n{FUTURE},Ann Ashdown,1\n"),
        service=confirmed,
    ),
    "set_aside.one_source": Case(
        "It is of a visit or of an event.", added(SetAside, councillor_id=ANN, item_id=1, visit_id=1, event_id=1)
    ),
    "attendance.attended_by_today": edited(
        Event,
        values(held_on=FUTURE),
        f"{show(FUTURE)} is still to come: who attended can be said once the event was held.",
        changed(Event, held_on=FUTURE),
    ),
    "reply.answers_something": Case(
        "Nothing is answered yet.",
        added(Reply, survey_id=1, councillor_id=BEA, answered_at=dt.datetime(2018, 1, 11)),
        lists=by_import("survey", f"{SURVEY}2018-01-04 10:00,Bea Brook,\n"),
        service=reply_of(BEA, {1: ItemAnswer()}, VISITED),
    ),
    "reply.in_its_year": Case(
        f"The reply lies before the municipal year: {BEFORE}",
        changed(Reply, answered_at=dt.datetime(2017, 5, 22)),
        lists=by_import(
            "survey",
            f"{SURVEY}2017-05-22 10:00,Ann Ashdown,Yes\n",
            asks="the reply was given before 2017/18 began, on 23 May 2017",
        ),
        service=reply_of(ANN, YES, EARLY),
    ),
    "reply.answered_at_has_been": Case(
        has_been("Answered"),
        changed(Reply, answered_at=dt.datetime.combine(FUTURE, dt.time())),
        lists=by_import(
            "survey",
            f"{SURVEY}{FUTURE} 10:00,Ann Ashdown,Yes\n",
            asks="the reply was given after 2017/18 had ended, on 21 May 2018",
        ),
        service=reply_of(ANN, YES, FUTURE),
    ),
    "survey.closes_on_in_order": edited(
        Survey,
        values(closes_on=EARLY),
        "The survey closes before it opens.",
        changed(Survey, closes_on=EARLY),
        form=None,
    ),
    "home.places_not_negative": edited(
        Home,
        values(places=-1),
        "Places cannot be fewer than none.",
        changed(Home, places=-1),
        lists=by_import("homes", f"{HOMES}SC1,Oak House,,-1,,\n"),
    ),
    "home.closed_on_in_order": edited(
        Home,
        values(opened_on=SOON, closed_on=VISITED),
        "The home closes before it opens.",
        changed(Home, opened_on=SOON, closed_on=VISITED),
        lists=by_import("homes", f"{HOMES}SC1,Oak House,,,2018-01-06,2018-01-05\n"),
    ),
    "home.judged_on_has_been": edited(
        Home,
        values(judged_on=FUTURE),
        has_been("Judged on"),
        changed(Home, judged_on=FUTURE),
        lists=by_import("homes", f"URN,Name,Judgement,Judged on\nSC1,Oak House,Good,{FUTURE}\n"),
    ),
    "party_alias.stands_for_one": edited(
        PartyAlias,
        values(label="LABOUR PARTY", party="Green"),
        "“Labour Party” stands for Labour already.",
        added(PartyAlias, label="LABOUR PARTY", party="Green"),
        id=None,
    ),
    "party_alias.stands_for_a_party": edited(
        PartyAlias,
        values(label="Labour Pty", party="Labour Party"),
        "“Labour Party” is itself another label, of Labour: let “Labour Pty” stand for that.",
        added(PartyAlias, label="Labour Pty", party="Labour Party"),
        id=None,
    ),
    "children_count.children_not_negative": edited(
        Home,
        first("counts", children=-1),
        "Children cannot be fewer than none.",
        changed(ChildrenCount, children=-1),
        lists=by_import("homes", f"{COUNTS}SC1,Oak House,,-1,2018-01-06\n"),
    ),
    "children_count.counted_on_has_been": edited(
        Home,
        first("counts", counted_on=FUTURE),
        has_been("Counted on"),
        changed(ChildrenCount, counted_on=FUTURE),
        lists=by_import("homes", f"{COUNTS}SC1,Oak House,,3,{FUTURE}\n"),
    ),
    "ward.end_in_order": edited(Ward, values(start=KNOWN, end=EARLY), IN_ORDER, changed(Ward, start=KNOWN, end=EARLY)),
    "ward_count.number_not_negative": Case(
        "A count cannot be less than none.",
        changed(WardCount, number=-1),
        paste=pasted_counts(KNOWN, "-1"),
        lists=by_import("ward-facts", f"Ward,Counted on,{WardMeasure.IN_CARE.label}\nMill,2017-06-01,-1\n"),
        service=lambda register: ward_facts.save(register, KNOWN, {(1, WardMeasure.IN_CARE): -1}),
    ),
    "ward_count.counted_on_has_been": Case(
        has_been("Counted on"),
        changed(WardCount, counted_on=FUTURE),
        paste=pasted_counts(FUTURE, "5"),
        lists=by_import("ward-facts", f"Ward,Counted on,{WardMeasure.IN_CARE.label}\nMill,{FUTURE},5\n"),
        service=lambda register: ward_facts.save(register, FUTURE, {(1, WardMeasure.IN_CARE): 5}),
    ),
    "councillor.email_is_an_address": edited(
        Councillor,
        values(email="a@localhost"),
        NO_ADDRESS,
        changed(Councillor, email="a@localhost"),
        lists=by_import("councillors", MEMBERS.strip() + ",Email\nAnn,Ashdown,Mill,2014-05-22,,a@localhost\n"),
    ),
    "officer.email_is_an_address": edited(
        Post,
        first("officers", email="a@localhost"),
        NO_ADDRESS,
        changed(Officer, email="a@localhost"),
        lists=by_import("officers", "Post,Name,Email\nCommissioner,Pat Poole,a@localhost\n"),
    ),
    "council.email_is_an_address": edited(
        Council, values(email="a@localhost"), NO_ADDRESS, changed(Council, email="a@localhost")
    ),
    "council.accent_carries_white": edited(
        Council, values(accent="#8FD0C5"), "The colour #8FD0C5 is too light", changed(Council, accent="#8FD0C5")
    ),
    "council.accent_is_colour": edited(
        Council, values(accent="teal"), "Write the colour like #0B5C63.", changed(Council, accent="teal")
    ),
    "municipal_year.called_by_its_days": edited(
        MunicipalYear,
        values(label="2018/19"),
        "The year from 23 May 2017 to 21 May 2018 is 2017/18, not 2018/19.",
        changed(MunicipalYear, label="2018/19"),
        command=new_register("2018/19", "2017-05-23", "2018-05-21"),
    ),
    "municipal_year.years_apart": edited(
        MunicipalYear,
        values(label="2018/19", first_day=dt.date(2018, 5, 21), last_day=dt.date(2019, 5, 20)),
        "The year 2018/19 overlaps the year 2017/18, which runs from 23 May 2017 to 21 May 2018.",
        added(MunicipalYear, label="2018/19", first_day=dt.date(2018, 5, 21), last_day=dt.date(2019, 5, 20)),
        id=None,
    ),
    "municipal_year.last_day_in_order": edited(
        MunicipalYear,
        values(last_day=EARLY),
        IN_ORDER,
        changed(MunicipalYear, last_day=EARLY),
        command=new_register("2017/18", "2017-05-23", "2017-05-22"),
    ),
    "officer.end_in_order": edited(
        Post,
        first("officers", end=EARLY),
        IN_ORDER,
        changed(Officer, end=EARLY),
        lists=by_import("officers", "Post,Name,From,Until\nCommissioner,Pat Poole,2017-06-01,2017-05-01\n"),
    ),
    "goal.due_on_in_order": edited(
        Goal, values(due_on=EARLY), "The goal is due before it begins.", changed(Goal, due_on=EARLY)
    ),
    "fact.as_at_has_been": edited(Fact, values(as_at=FUTURE), has_been("As at"), changed(Fact, as_at=FUTURE)),
    "edition.agreed_on_has_been": edited(
        Edition,
        values(agreed_on=FUTURE),
        has_been("Agreed by full council on"),
        changed(Edition, agreed_on=FUTURE),
    ),
}
