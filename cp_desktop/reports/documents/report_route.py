"""The route that a visit's report takes: the council's own steps, in order."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from cp_desktop.model import Step, VisitKind

Numbered = tuple[int, Step]  # steps of one number go side by side


def routes(session: Session) -> list[tuple[list[VisitKind], list[Numbered]]]:
    """The steps in order, once for all kinds of visit that take the same ones; kinds without any are left out."""
    query = select(Step).order_by(Step.position, Step.id)
    steps = session.scalars(query.options(selectinload(Step.kinds), joinedload(Step.post))).all()
    found: dict[tuple[int, ...], tuple[list[VisitKind], list[Numbered]]] = {}
    for kind in VisitKind:
        mine = [step for step in steps if any(taken.kind == kind for taken in step.kinds)]
        if mine:
            key = tuple(step.id for step in mine)
            found.setdefault(key, ([], _numbered(mine)))[0].append(kind)
    return list(found.values())


def _numbered(steps: Sequence[Step]) -> list[Numbered]:
    positions = sorted({step.position for step in steps})
    return [(positions.index(step.position) + 1, step) for step in steps]
