"""How alike two names are: the same, short for one another, one letter apart, or of a marriage."""

from collections import defaultdict
from collections.abc import Collection, Sequence

from rapidfuzz.distance import OSA

# Forms of one forename that people in councils go by, each line one name. A form may stand in several.
_FORMS = """
robert bob bobby rob robbie
william bill billy will gwilym liam
elizabeth elisabeth liz lizzie beth betty libby
james jim jimmy jamie seamus
anthony antony tony ant
mohammed mohammad mohamed mohamad muhammad muhammed md mo
michael mike mick micky mickey
david dave davy dai dafydd
john jon jack johnny ian ieuan ifan evan
jonathan jon jonny
richard rick dick richie
charles charlie chas
edward edwin ed eddie ted ned
thomas tom tommy
joseph joe joey yusuf yousuf yousef yusef
margaret maggie meg peggy marge marj mags
katherine catherine kathryn katharine kate katie kathy cathy kath cath
kathleen kath kathy
patricia pat patsy trish tricia
patrick padraig pat paddy
stephen steven steve
andrew andy drew
alexander alexandra alex alec sandy aleksander
susan suzanne sue susie
deborah debra debbie deb
christine christina christopher chris tina
matthew mat matt
nicholas nicola nick nicky nikki
daniel dan danny
samuel samantha sam sammy
benjamin ben
gregory greg
kenneth ken kenny
ronald ron ronnie
donald don
raymond ray
leonard len
frederick fred freddie freddy
albert alan allan allen al
arthur art
geoffrey jeffrey geoff jeff
philip phillip phil
peter pete
timothy tim
simon si
victoria vicky vicki
jacqueline jackie jacqui
jennifer jenny jen
gillian jill gill
pamela pam
barbara barb
sandra sandy
dorothy dot
eleanor ellie nell
frances francis frank fran
valerie val
maureen mo
theresa teresa terry tess
terence terry
gerald gerard gerry jerry
lawrence laurence larry laurie
martin marty
oliver ollie olly
penelope penny
rebecca becky
rosemary rosie rose
sarah sara sally
bridget brid bridie
siobhan shiv
sean shaun shawn
llewelyn llewellyn llew
hussain hussein husain
ahmed ahmad
abdul abdool
syed sayed sayyid
"""
_LINES = [line.split() for line in _FORMS.split("\n") if line]
_OTHER_FORMS: defaultdict[str, set[str]] = defaultdict(set)
for _line in _LINES:
    for _form in _line:
        _OTHER_FORMS[_form].update(_line)
FORENAMES = frozenset(_OTHER_FORMS)


def other_forms(word: str) -> Collection[str]:
    """The forms of that forename, itself among them: of "liz" also elizabeth and beth. Folded as `normalise` does."""
    return _OTHER_FORMS.get(word) or (word,)


def near(one: str, other: str) -> bool:
    """Whether two words are one slip apart: a letter more, less, another, or two changed round."""
    return max(len(one), len(other)) > 3 and bool(OSA.distance(one, other, score_cutoff=1) <= 1)


def short_for(one: str, other: str) -> bool:
    """Whether one of two forenames is the other's initial."""
    return (len(one) == 1 or len(other) == 1) and one[:1] == other[:1]


SAME, FORM, MIDDLE, INITIAL, MARRIED, SLIP, FORENAME, SURNAME = 40, 32, 36, 30, 25, 22, 8, 8


def likeness(said: tuple[Sequence[str], Sequence[str]], known: tuple[Sequence[str], Sequence[str]]) -> tuple[int, str]:
    """How alike two names are, each as the folded words of its forenames and of its surname: points out of 40, and why.

    0 where nothing is alike.
    """
    (first, last), (other_first, other_last) = said, known
    words, other_words = [*first, *last], [*other_first, *other_last]
    if sorted(words) == sorted(other_words) or "".join(words) == "".join(other_words):
        return SAME, "the same name"
    forenames = _forenames(first, other_first)
    if "".join(last) == "".join(other_last):
        return forenames or (SURNAME, "the same surname")
    if not forenames:
        if len(last) == len(other_last) == 1 and first == other_last and other_first == last:
            return SAME, "the same name"
        return (0, "")
    if near("".join(last), "".join(other_last)) and forenames[0] != INITIAL:
        return SLIP, "spelled nearly alike"
    if forenames[0] > INITIAL:
        return (MARRIED, "one surname is a part of the other") if {*last} & {*other_last} else (FORENAME, forenames[1])
    return 0, ""


def _forenames(said: Sequence[str], known: Sequence[str]) -> tuple[int, str] | None:
    if not said or not known:
        return None
    if list(said) == list(known):
        return SAME, "the same forename"
    one, other = said[0], known[0]
    if one == other:
        return MIDDLE, "the same name but for a middle name"
    if one in other_forms(other):
        return FORM, f"{one.capitalize()} and {other.capitalize()} are forms of one name"
    if short_for(one, other):
        return INITIAL, f"{one[0].upper()} may be {(one if len(one) > 1 else other).capitalize()}"
    if near(one, other):
        return SLIP + 2, "spelled nearly alike"
    if one in known or other in said:
        return INITIAL, "a middle name of one is the forename of the other"
    return None
