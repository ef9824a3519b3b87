"""The one kind of error a person at the keyboard can mend."""


class UserError(Exception):
    """Something the coordinator can put right.

    The message is whole sentences in plain English: what happened, what was not changed, what to do. The
    command line prints it and exits with 1; the window shows it beside the field or in a banner. Anything
    else that is raised is a bug and goes to the log.
    """
