"""Taking a list from a file into the register, once it is planned and has no open questions."""

from collections.abc import Callable

from cp_desktop.errors import UserError
from cp_desktop.exchange.importing import as_it_is_now
from cp_desktop.exchange.plan import Plan, Progress
from cp_desktop.register import Register


def apply(
    register: Register,
    plan: Plan,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Plan:
    """Does what a plan says, as one operation, and returns the plan that was done.

    That is another one where the register has changed since: it is then planned afresh.
    Raises UserError when something stands in the way, or when `cancelled` says so: then nothing went in.
    """
    plan.refuse()

    def step(done: int, total: int) -> None:
        if cancelled and cancelled():
            raise UserError(f"{plan.label} was cancelled. Nothing was imported.")
        if progress:
            progress(done, total, plan.label)

    with register.operation(plan.label) as session:
        applied = as_it_is_now(session, plan)
        applied.refuse()
        applied.draft.write(session, step)
    return applied
