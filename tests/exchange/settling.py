"""Taking every answer that is proposed to what a file leaves open."""

from collections.abc import Callable

from cp_desktop.exchange import ImportChoices, Plan
from cp_desktop.exchange.choices import LEFT_OUT

ROUNDS = 12


def settled(read: Callable[[ImportChoices], Plan], where: object) -> Plan:
    """The plan that is ready once every open question has the answer proposed, or its row is left out: what nobody but
    a person can say (who is who, what a word means) has no answer proposed, but has that one."""
    answers: dict[str, str] = {}
    for _ in range(ROUNDS):
        plan = read(ImportChoices(answers=answers, proposed=True))
        if plan.ready:
            return plan
        for one in plan.open:
            values = [option.value for option in one.answers]
            assert values, f"{where}: {one.sentence} has no answer"
            assert one.proposed is None, f"{where}: what is proposed to {one.key} does not do: {one.sentence}"
            assert one.key not in answers, f"{where}: {one.key} is asked again: {one.sentence}"
            answers[one.key] = LEFT_OUT if LEFT_OUT in values else values[0]
    raise AssertionError(f"{where}: there is always another question")
