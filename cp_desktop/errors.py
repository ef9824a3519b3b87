"""The one kind of error a person at the keyboard can mend."""


class UserError(Exception):
    """Something the coordinator can put right.

    The message is whole sentences in plain English: what happened, what was not changed, what to do. The
    command line prints it and exits with 1; the window shows it in a banner, or beside the field whose
    attribute name `field` gives. Anything else that is raised is a bug and goes to the log.
    """

    def __init__(self, sentence: str, field: str | None = None) -> None:
        super().__init__(sentence)
        self.field = field
