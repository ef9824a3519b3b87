"""What the register knows: one module a subject, each with its mapped classes, its pure rules and its listings."""

from .base import Base, Choice, Field, Paragraphs, PersonColumns, field, fields, owned, record_named, records, table_of
from .commitments import Activity, Commitment, MenuReturn, SetAside, activities
from .concerns import ConcernKind
from .council import Council, District, DocumentText, Fact, MunicipalYear, Officer, Post, Ward
from .councillors import Councillor, Role, RoleHeld, Term, councillors
from .events import Attendance, Event, EventKind, events
from .formats import READABLE, contrast, normalise, percent
from .goals import Goal, GoalHomes
from .homes import ChildrenCount, Home, HomeKind, Judgement, homes
from .imports import PartyAlias, RememberedChoice, usual_party_labels
from .listing import Column, Listing, plain
from .menu import Edition, Item, ItemContact, ItemEventKind, ItemVisitKind, SubPoint, menu_items
from .papers import EditedSentence, Involvement, TabledPaper, tabled_papers
from .retention import Erasure, Retention, RetentionKind
from .steps import Holder, Stage, Step, StepKind, VisitKind, usual_steps
from .survey import Answer, Done, Reason, Reply, Survey, answer_values, replies, survey_of
from .values import show
from .visits import (
    Attachment,
    Content,
    NeedsMet,
    Reminder,
    StepDone,
    Visit,
    VisitAction,
    Visitor,
    VisitStatus,
    visits,
)
from .ward_counts import WardCount, WardMeasure

__all__ = [
    "READABLE",
    "Activity",
    "Answer",
    "Attachment",
    "Attendance",
    "Base",
    "ChildrenCount",
    "Choice",
    "Column",
    "Commitment",
    "ConcernKind",
    "Content",
    "Council",
    "Councillor",
    "District",
    "DocumentText",
    "Done",
    "EditedSentence",
    "Edition",
    "Erasure",
    "Event",
    "EventKind",
    "Fact",
    "Field",
    "Goal",
    "GoalHomes",
    "Holder",
    "Home",
    "HomeKind",
    "Involvement",
    "Item",
    "ItemContact",
    "ItemEventKind",
    "ItemVisitKind",
    "Judgement",
    "Listing",
    "MenuReturn",
    "MunicipalYear",
    "NeedsMet",
    "Officer",
    "Paragraphs",
    "PartyAlias",
    "PersonColumns",
    "Post",
    "Reason",
    "RememberedChoice",
    "Reminder",
    "Reply",
    "Retention",
    "RetentionKind",
    "Role",
    "RoleHeld",
    "SetAside",
    "Stage",
    "Step",
    "StepDone",
    "StepKind",
    "SubPoint",
    "Survey",
    "TabledPaper",
    "Term",
    "Visit",
    "VisitAction",
    "VisitKind",
    "VisitStatus",
    "Visitor",
    "Ward",
    "WardCount",
    "WardMeasure",
    "activities",
    "answer_values",
    "contrast",
    "councillors",
    "events",
    "field",
    "fields",
    "homes",
    "menu_items",
    "normalise",
    "owned",
    "percent",
    "plain",
    "record_named",
    "records",
    "replies",
    "show",
    "survey_of",
    "table_of",
    "tabled_papers",
    "usual_party_labels",
    "usual_steps",
    "visits",
]
