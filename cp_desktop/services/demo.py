"""The demo register: an invented council's year, made from its files, through the importers everybody uses where there
is one."""

import csv
import datetime as dt
import tomllib
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from cp_desktop import private_files
from cp_desktop.bundled import DB
from cp_desktop.errors import UserError
from cp_desktop.exchange.importing import read
from cp_desktop.exchange.plan import Progress
from cp_desktop.figures.retention import PEOPLE
from cp_desktop.model import (
    Attendance,
    Council,
    Councillor,
    Edition,
    Event,
    EventKind,
    Fact,
    Goal,
    GoalHomes,
    Home,
    Involvement,
    Item,
    ItemContact,
    ItemEventKind,
    ItemVisitKind,
    MunicipalYear,
    Officer,
    Post,
    Retention,
    Step,
    StepDone,
    SubPoint,
    Survey,
    Visit,
    VisitKind,
    VisitStatus,
    Ward,
    WardCount,
    WardMeasure,
)
from cp_desktop.model.values import read_choice
from cp_desktop.register import SUFFIX, Register
from cp_desktop.register.file_errors import translate_errors

from . import registers
from .imports import apply

MENU = DB / "seed" / "menu-2017-18.toml"
FILES = DB / "seed" / "demo-2017-18"
IMPORTS = (  # kind, file
    *((kind, kind) for kind in ("councillors", "commitments", "survey", "activity", "homes", "visits")),
    ("visits", "visit-forms"),
)
FIRST_DAY, LAST_DAY = dt.date(2017, 5, 23), dt.date(2018, 5, 21)
AS_AT = dt.date(2018, 1, 31)  # the day on which the demo shows the published totals

_FACTS = (
    ("Children in our care", "1,742", dt.date(2017, 3, 31), "Yearly return on looked-after children (demo figure)"),
    ("Care leavers we stay in touch with", "618", dt.date(2017, 3, 31), "Leaving care service (demo figure)"),
    (
        "Living with foster carers",
        "1,204",
        dt.date(2017, 3, 31),
        "Yearly return on looked-after children (demo figure)",
    ),
    ("Living in children's homes", "164", dt.date(2017, 3, 31), "Children's Commissioning (demo figure)"),
    ("Living outside the city", "531", dt.date(2017, 3, 31), "Children's Commissioning (demo figure)"),
)

_INVOLVED = {
    2: "Councillors went to homes across the city; their reports come back to them with the answers of the managers.",
    16: "The Lord Mayor opened Celebrating success in October; nineteen councillors handed over certificates.",
    17: "Two recruitment evenings were promoted in ward newsletters and at surgeries.",
}

_HOLDERS = (
    ("Children's Commissioning", "Tobiasz Hetherington", "childrens.commissioning@council.example"),
    ("Service Manager", "Bronagh Castellan", "service.manager@council.example"),
    ("Assistant Director", "Marisol Venkataraman-Lodge", "ad.provider.services@council.example"),
)


def made_in(folder: Path | None = None) -> Path:
    """The demo register in a folder (without one among the user's own data), made if it is not there yet. Raises
    UserError."""
    folder = (folder or private_files.own_place("data") / "demo").absolute()
    path = folder / f"demo{SUFFIX}"
    if not path.exists():
        try:
            private_files.folder(folder)
        except OSError as problem:
            raise UserError(
                f"{folder} cannot be made ({problem.strerror}). Nothing was done. Choose another."
            ) from problem
        make(path)
    return path


def make(path: Path, progress: Progress | None = None) -> None:
    """Makes a new register of the demo council's year, whole or not at all. Raises UserError if the file exists."""
    path = Path(path)
    if path.exists():
        raise UserError(f"{path.name} is there already and was left as it is. Choose another name.")
    with translate_errors(), private_files.part_folder(path) as folder:
        making = folder / path.name
        with registers.create(making, "Northborough City Council", "2017/18", FIRST_DAY, LAST_DAY) as register:
            _fill(register, progress)
        making.rename(path)


def _fill(register: Register, progress: Progress | None) -> None:
    with register.operation("Set up the council and its menu") as session:
        council = session.scalars(select(Council)).one()
        council.committee = "Children's Overview and Scrutiny Committee"
        edition = add_menu(session, session.scalars(select(MunicipalYear)).one())
        session.add_all(
            Involvement(item=item, words=_INVOLVED[item.number]) for item in edition.items if item.number in _INVOLVED
        )
        session.add(
            Survey(
                edition=edition,
                title=Survey.usual_title("2017/18"),
                opens_on=dt.date(2017, 12, 4),
                closes_on=dt.date(2018, 1, 26),
            )
        )
        coordinator = session.scalars(select(Officer).join(Post).where(Post.title == "Corporate Parenting Coordinator"))
        for officer in coordinator:
            council.coordinator, council.email, council.phone = officer.name, officer.email, officer.phone
        for position, (label, value, as_at, source) in enumerate(_FACTS, 1):
            session.add(Fact(position=position, label=label, value=value, as_at=as_at, source=source))
    for done, (kind, name) in enumerate(IMPORTS):
        if progress:
            progress(done, len(IMPORTS), f"Importing {name}")
        apply(register, read(register, kind, FILES / f"{name}.csv"))
    with register.operation("Follow the reports, note events, goals and ward facts") as session:
        _follow_reports(session)
        _note_events(session)
        _count_in_wards(session)
        session.add(
            Goal(title="All homes with our children by 31 July", starts_on=FIRST_DAY, due_on=dt.date(2017, 7, 31))
        )
        session.add(
            Goal(
                title="Every home before the year is out",
                homes=GoalHomes.ALL,
                starts_on=FIRST_DAY,
                due_on=dt.date(2018, 4, 30),
            )
        )
        session.add_all([Retention(kind=kind, months=24) for kind in PEOPLE])  # nobody has left: nothing is due


def read_rows(name: str) -> list[dict[str, str]]:
    """The rows of one of the demo year's files."""
    with (FILES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _follow_reports(session: Session) -> None:
    """The desks on which the reports have been, and who sits at them."""
    steps = {step.label: step for step in session.scalars(select(Step))}
    for title, name, email in _HOLDERS:
        post = session.scalars(select(Post).where(Post.title == title)).one()
        post.officers.append(Officer(name=name, email=email))
    homes = {home.urn: home for home in session.scalars(select(Home))}
    for row in read_rows("home-managers"):
        home = homes[row["URN"]]
        home.manager = Post(title=f"Manager, {home.name}", officers=[Officer(name=row["Manager"], email=row["E-mail"])])
    made = select(Visit).where(Visit.status == VisitStatus.MADE).options(joinedload(Visit.home))
    visits = {(visit.visited_on, visit.home): visit for visit in session.scalars(made)}
    for row in read_rows("report-steps"):
        home, step = homes[row["URN"]], steps[row["Step"]]
        visit = visits[dt.date.fromisoformat(row["Date of visit"]), home]
        visit.steps.append(
            StepDone(step=step, post=visit.waits_with(step), done_on=dt.date.fromisoformat(row["Done on"]))
        )


def _note_events(session: Session) -> None:
    people = {councillor.name: councillor.id for councillor in session.scalars(select(Councillor))}
    for row in read_rows("events"):
        event = Event(name=row["Event"], held_on=dt.date.fromisoformat(row["Date"]), place=row["Place"])
        event.kind = next(kind for kind in EventKind if kind.label == row["Kind"])
        names = (name.removeprefix("Cllr ") for name in row["Councillors"].split("; ") if name)
        event.attendances = [Attendance(councillor_id=people[name]) for name in names]
        session.add(event)


def _count_in_wards(session: Session) -> None:
    wards = {ward.name: ward.id for ward in session.scalars(select(Ward))}
    for row in read_rows("ward-facts"):
        day = dt.date.fromisoformat(row["Counted on"])
        session.add_all(
            WardCount(ward_id=wards[row["Ward"]], measure=measure, counted_on=day, number=int(row[measure.label]))
            for measure in WardMeasure
        )


def add_menu(session: Session, year: MunicipalYear) -> Edition:
    """Adds the menu that comes with the program, with its guidance, posts and officers, as that year's."""
    menu = tomllib.loads(MENU.read_text(encoding="utf-8"))
    posts = {post.title: post for post in session.scalars(select(Post))}
    for entry in menu["posts"]:
        post = posts.setdefault(entry["title"], Post(title=entry["title"]))
        if not post.officers:
            post.officers.append(Officer(name=entry["holder"], email=entry["email"], phone=entry["phone"]))
        session.add(post)
    about = menu["edition"]
    edition = Edition(
        year=year,
        title=about["title"].replace("2017/18", year.label),
        agreed_on=about["agreed_on"] if year.first_day <= about["agreed_on"] <= year.last_day else None,
        introduction=about["intro"].strip(),
        items=[_item(entry, posts) for entry in menu["items"]],
    )
    session.add(edition)
    session.flush()
    return edition


def _item(entry: dict[str, Any], posts: dict[str, Post]) -> Item:
    texts = ("meaning", "how_to", "examples", "questions", "counts_as_done")
    return Item(
        **{name: entry[name] for name in ("number", "group", "wording", "own_words")},
        condition=entry.get("condition"),
        **{name: entry[name].strip() for name in texts if name in entry},
        sub_points=[
            SubPoint(position=position, wording=wording)
            for position, wording in enumerate(entry.get("sub_points", ()), 1)
        ],
        contacts=[ItemContact(post=posts[title]) for title in entry["contacts"]],
        visit_kinds=[ItemVisitKind(kind=read_choice(kind, VisitKind)) for kind in entry.get("visit_kinds", ())],
        event_kinds=[ItemEventKind(kind=read_choice(kind, EventKind)) for kind in entry.get("event_kinds", ())],
    )
