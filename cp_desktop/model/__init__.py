"""What the register knows: one module a subject, each with its mapped classes, its pure rules and its listings."""

from .base import Base, Choice, Field, Paragraphs, field, fields, owned, record_named, table_of
from .commitments import Activity, Commitment, MenuReturn, activities
from .council import Council, District, DocumentText, Fact, MunicipalYear, Officer, Post, Ward
from .councillors import Councillor, Role, RoleHeld, Term, councillors
from .formats import fold, percent, read_date, show
from .homes import ChildrenCount, Home, HomeKind, homes
from .listing import Column, Listing, plain
from .menu import Edition, Item, ItemContact, SubPoint, menu_items
from .survey import Answer, Done, Reason, Reply, Survey, replies
from .visits import Visit, VisitKind, Visitor, VisitStatus, visits

__all__ = [
    "Activity",
    "Answer",
    "Base",
    "ChildrenCount",
    "Choice",
    "Column",
    "Commitment",
    "Council",
    "Councillor",
    "District",
    "DocumentText",
    "Done",
    "Edition",
    "Fact",
    "Field",
    "Home",
    "HomeKind",
    "Item",
    "ItemContact",
    "Listing",
    "MenuReturn",
    "MunicipalYear",
    "Officer",
    "Paragraphs",
    "Post",
    "Reason",
    "Reply",
    "Role",
    "RoleHeld",
    "SubPoint",
    "Survey",
    "Term",
    "Visit",
    "VisitKind",
    "VisitStatus",
    "Visitor",
    "Ward",
    "activities",
    "councillors",
    "field",
    "fields",
    "fold",
    "homes",
    "menu_items",
    "owned",
    "percent",
    "plain",
    "read_date",
    "record_named",
    "replies",
    "show",
    "table_of",
    "visits",
]
