"""What people do: each change they make is a named function here, and window, command line and tests call it.

Nothing above or below writes to a register: making, opening (which brings it up to date), copying and restoring one,
undoing and redoing are services as well. While the tests run, a write that no service asks for raises
(`tests/writing_roads.py`).

A service is one action of the coordinator: commit, withdraw, save a reply, confirm evidence. It

- is named for what it does, in a module named for its subject, and knows no Qt;
- takes the open `Register` and typed values (keys, days, choices: what a widget or a file says is read before);
- runs one `register.operation(label)` and words that label itself, so that the history and Undo say the same whichever
  way the action was asked for. What several share is a private function that takes the operation's session;
- returns what changed (an `Outcome`, or the key of the row that was made); mapped objects stay inside;
- raises UserError with what happened, what was not changed and what to do. A rule about rows stands on the model, and
  every service meets it; a service holds only rules about actions.

What is loaded to be changed stands beside the service that saves it (`load` and `save` of records and of replies).
What is only shown, listed or counted stands in `figures`, and the listings of one table in `model`.

Services may use `exchange` and `reports` together, such as a reminder with its paper; neither knows of services.
"""

from .outcome import Outcome

__all__ = ["Outcome"]
