"""How the panel speaks of each text that can be written: in its list, under the editor, on its button."""

from dataclasses import dataclass

from cp_desktop.model.formats import listed
from cp_desktop.services.texts import LETTERS, EditableText, InvolvementText, SectionText, SentenceText

_SECTION_HELP = (
    "**bold**, *italic*, [words](https://address), a line that begins with - or 1. is a list, with ## a heading. "
    "Words in braces, as {council}, are filled in. Never a child's name."
)
_LETTER_HELP = (
    "The first line, after the #, is the subject. Letters are plain text: no bold, no links. Words in braces, as "
    "{name}, are filled in for each letter. Never a child's name."
)
_SENTENCE_HELP = (
    "The sentence changes with its figures until you write it in your own words. Then you are told when a figure in "
    "it changes. **bold** and *italic* as in the texts."
)
_INVOLVEMENT_HELP = (
    "What councillors did for this item, as the committee is to read it: numbers and occasions. Never a child's name, "
    "nor a home's."
)


@dataclass(frozen=True)
class TextWords:
    """The words for one text: its line in the list, how it is written, how it stands while nothing is being typed, the
    button that takes the coordinator's own words away, and what is said when that was done."""

    line: str
    help: str
    state: str
    back: str
    back_done: str


def words_for(text: EditableText) -> TextWords:
    """The words for a text as it is kept."""
    match text:
        case SentenceText():
            return _for_sentence(text)
        case InvolvementText():
            return TextWords(
                ("Written: " if text.own else "") + text.title,
                _INVOLVEMENT_HELP,
                "Printed in the table of member involvement." if text.own else "Nothing is told of this item.",
                "&Take it away",
                "Nothing is told of this item any more.",
            )
        case _:
            letter = isinstance(text, SectionText) and text.document == LETTERS
            return TextWords(
                text.title + (" (your own words)" if text.own else ""),
                _LETTER_HELP if letter else _SECTION_HELP,
                "Your own words." if text.own else "The built-in text.",
                "&Back to the built-in text",
                "The built-in text is back.",
            )


def unfilled_words(text: EditableText, typed: str) -> str:
    """The sentence that says what of a text in braces is not filled in, and what would be; "" where all is."""
    found = text.unfilled(typed)
    if not found:
        return ""
    verb = "is not filled in, and is printed as it stands" if len(found) == 1 else "are printed as they stand"
    there = ", ".join(f"{{{name}}}" for name in text.placeholders)
    return f"{listed(found)} {verb}. " + (f"Filled in here: {there}." if there else "Nothing is filled in here.")


def _for_sentence(text: SentenceText) -> TextWords:
    sentence, state = text.sentence, "As the figures give it."
    if text.own and not sentence.stale:
        state = "Your own words, for the figures of this day."
    elif text.own:
        state = "Your words are printed until you choose." if sentence.composed else "Your words are not printed."
    before = "Figure changed: " if sentence.stale else "Your own words: " if text.own else ""
    return TextWords(
        before + " ".join(text.text.replace("**", "").split()),
        _SENTENCE_HELP,
        state,
        "Take the &new sentence" if sentence.stale and sentence.composed else "&Back to the figures'",
        "The sentence is again as the figures give it.",
    )
