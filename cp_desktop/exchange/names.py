"""A name as somebody wrote it, in its parts: title, forename, surname, honours, roles, and what is remarked besides.

What the words themselves do not say is decided by what is at hand, the register and the other names of the file, and
is otherwise told to be a guess (`sure` is False): no list of forenames is built in.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from cp_desktop.model import normalise
from cp_desktop.model.values import visible

from .known_names import NOTHING_KNOWN, KnownNames
from .remarks import REMARK_WORDS, NameRemark, read_remark
from .spelling import JOINERS, PARTICLE, SAINTS_AND_CLANS, cased, is_placeholder, is_vacancy, letters, shouts
from .titles import (
    COUNCILLOR,
    GLUED,
    MAY_BE_SURNAME,
    ROLE_ALONE,
    ROLE_BEFORE,
    ROLE_BEHIND,
    TITLE,
    TITLE_ALONE,
    is_honour,
    is_plain,
)


@dataclass(frozen=True)
class WrittenName:
    """The parts of a name; of a placeholder or a vacancy all are blank.

    `title` is "Cllr" for every spelling of councillor, with "Mrs", "Dr" and the like behind it; "" where none stands
    there. `known_as` is what stands in brackets or quotes between the names: Elizabeth (Liz) Bell. `sure` is False
    where the split is a guess, and `why` says what is not known.
    """

    title: str = ""
    forename: str = ""
    surname: str = ""
    honours: str = ""
    roles: tuple[str, ...] = ()
    remark: NameRemark | None = None
    known_as: str = ""
    ordered: bool = False  # whether its own signs tell which is the surname: a comma, capitals, initials, a particle
    order_guessed: bool = False  # whether it is a guess which word is the surname, not how many belong to it
    sure: bool = True
    why: str = ""

    @property
    def name(self) -> str:
        return f"{self.forename} {self.surname}".strip()


_BRACKETS = re.compile(r"\(([^)]*)(?:\)|$)|\[([^\]]*)(?:\]|$)")
_QUOTED = re.compile(r"(?<=\s)[\"“”‘'](?P<called>[^\"“”‘’']{2,30})[\"“”’'](?=\s)")
_QUOTES = re.compile(r"^[\"“”']+|[\"“”']+$")
_COMMA = re.compile(r"\s*[,;]\s*")
_DASH = re.compile(r"\s+[-–—](?:\s+|$)|(?<=\w)[-–—]\s+")
_REMARKED = re.compile(rf"(?<=\w)[\s,;.–—-]+(?=(?:{REMARK_WORDS})\b).*", re.I)
_FORMERLY = re.compile(r"(?:the\s+)?(late|former|ex)[\s-]+(?=(?:cllr|clr|councill?or)\b)", re.I)
_ONE_OR_TWO = "the surname may be one word or two"
_OF_A_CLAN = re.compile(r"(?:O['’]|Mc|Mac)[A-ZÀ-ÖØ-Þ]")
_MORE = re.compile(r"[\d&/+@]|\band\b", re.I)
_INITIALS = re.compile(r"(?:[^\W\d_]\.?){1,3}")


@lru_cache(maxsize=65_536)
def bare(name: str) -> str:
    """A name as forename and surname alone: no titles, honours or asides; "Surname, Forename" turned round."""
    if is_plain(name):
        return " ".join(name.split())
    return split_name(name).name


def split_name(text: str, known: KnownNames = NOTHING_KNOWN) -> WrittenName:
    """The parts of a name as a list has it.

    Read are titles and roles before and behind, "Surname, Forename", CAPITALS as the surname, particles and double
    names, honours, and remarks in brackets, behind dashes or behind the name. A name all in capitals gets its small
    letters.
    """
    text = " ".join(visible(text).split())
    if is_placeholder(text):
        return WrittenName(remark=read_remark(text) if is_vacancy(text) else None)
    return _NameReading(known).read(GLUED.sub(r"\1 ", text))


def _is_initial(word: str) -> bool:
    if word in JOINERS or word.lower().rstrip(".") in SAINTS_AND_CLANS:
        return False
    return bool(_INITIALS.fullmatch(word)) and ("." in word or len(word) == 1)


def _is_particle(word: str, small: bool) -> bool:
    """`small`: whether the name has small letters, so that a word written small means something."""
    low = word.lower().rstrip(".")
    if low in SAINTS_AND_CLANS:
        return True
    return bool(PARTICLE.fullmatch(low)) and (word.islower() or not small or not _NAME_TOO.fullmatch(low))


# Particles that are forenames or surnames as well, unless they are written small.
_NAME_TOO = re.compile("ben|abu|das|dos?|te[nr]?|de[rns]|lo|a[fv]|zu")


class _NameReading:
    """One name being read: what has been taken off it so far."""

    def __init__(self, known: KnownNames) -> None:
        self.known = known
        self.titles: list[str] = []
        self.roles: list[str] = []
        self.honours: list[str] = []
        self.remarks: list[NameRemark] = []
        self.called = ""
        self.doubts: list[str] = []
        self.ordered = self.order_guessed = False

    def read(self, text: str) -> WrittenName:
        plain = self._without_asides(text)
        if is_vacancy(plain):
            return WrittenName(remark=read_remark(f"{plain} {' '.join(one.text for one in self.remarks)}".strip()))
        if formerly := _FORMERLY.match(plain):
            self.remarks.append(NameRemark("left", formerly[1]))
            plain = plain[formerly.end() :]
        if remarked := _REMARKED.search(plain):
            self.remarks.append(read_remark(remarked[0].strip(" ,;.–—-")))
            plain = plain[: remarked.start()]
        plain = self._without_dashes(plain)
        parts = self._names_in([part for part in _COMMA.split(plain) if part])
        forename, surname = self._in_order(parts)
        if _MORE.search(f"{forename} {surname}"):
            self.doubts.append("there is more than a name")
        return WrittenName(
            title=self._title(),
            forename=forename,
            surname=surname,
            honours=" ".join(self.honours),
            roles=tuple(dict.fromkeys(cased(role) if role.isupper() else role for role in self.roles)),
            remark=self._remark(),
            known_as=self.called,
            ordered=self.ordered,
            order_guessed=self.order_guessed,
            sure=not self.doubts,
            why="; ".join(dict.fromkeys(self.doubts)),
        )

    # -- what stands besides

    def _without_asides(self, text: str) -> str:
        plain = _QUOTED.sub(self._nickname, text)
        if "(" in plain or "[" in plain:
            whole = plain
            plain = _BRACKETS.sub(lambda found: self._aside(found, whole), plain)
        return " ".join(_QUOTES.sub("", plain.strip()).split()).strip(" ,;:")

    def _without_dashes(self, plain: str) -> str:
        """What stands before the dash, or behind it where a role stands before: "Leader - Cllr Ann Bell"."""
        kept, *others = [part for part in _DASH.split(plain) if part] or [""]
        for part in others:
            if role := ROLE_ALONE.fullmatch(part):
                self.roles.append(role[1])
            elif role := ROLE_ALONE.fullmatch(kept):
                self.roles.append(role[1])
                kept = part
            elif all(map(is_honour, part.split())):
                self.honours += part.split()
            else:
                self.remarks.append(read_remark(part))
                if " " not in part:
                    self.doubts.append(f"“{part}” may be a part of the name")
        return kept

    def _nickname(self, found: re.Match[str]) -> str:
        self.called = found["called"].strip()
        return " "

    def _aside(self, found: re.Match[str], whole: str) -> str:
        said = " ".join((found[1] or found[2] or "").split())[:200]
        within = bool(whole[: found.start()].strip()) and whole[found.end() :].strip()[:1].isalpha()
        if not any(map(str.isalnum, said)):
            pass
        elif TITLE_ALONE.fullmatch(said):
            self.titles.append(said)
        elif role := ROLE_ALONE.fullmatch(said):
            self.roles.append(role[1])
        elif all(map(is_honour, said.split())):
            self.honours += said.split()
        elif within and said.replace(" ", "").replace("-", "").isalpha() and len(said) <= 20:
            self.called = said
        else:
            self.remarks.append(read_remark(said))
        return " "

    def _remark(self) -> NameRemark | None:
        """What is remarked; of several the first that says somebody left, with the words of all."""
        if not self.remarks:
            return None
        told = min(self.remarks, key=lambda one: ("left", "vacant", "joined", "other").index(one.kind))
        return NameRemark(told.kind, "; ".join(one.text for one in self.remarks), told.day, told.month)

    def _title(self) -> str:
        said = [title.rstrip(".") for title in self.titles]
        personal = [cased(one.lower()) for one in said if not COUNCILLOR.fullmatch(one)]
        return " ".join(dict.fromkeys([*(["Cllr"] if len(personal) < len(said) else []), *personal]))

    # -- the names themselves

    def _names_in(self, parts: list[str]) -> list[list[str]]:
        """The words of each part between commas that is a name, without what is title, role or honour."""
        found: list[list[str]] = []
        emptied: str | None = None  # the first part, where nothing was left of it
        for at, part in enumerate(parts):
            role = ROLE_ALONE.fullmatch(part)
            if role and (at or (len(parts) > 1 and not MAY_BE_SURNAME.fullmatch(part))):
                self.roles.append(role[1])
                continue
            if at and all(map(is_honour, part.split())):
                self.honours += part.split()
                continue
            kept = (list(self.titles), list(self.roles))
            words = self._stripped(part, may_empty=len(parts) > 1)
            if words:
                found.append(words)
            elif not at and MAY_BE_SURNAME.fullmatch(part):
                emptied, (self.titles, self.roles) = part, kept
        if emptied and len(found) < 2 and (not found or len(found[0]) == 1):
            found.insert(0, [emptied])
        elif emptied:
            self._stripped(emptied, may_empty=True)
        return found or [self._stripped(parts[0], may_empty=False)] if parts else []

    def _stripped(self, part: str, may_empty: bool) -> list[str]:
        while found := ROLE_BEFORE.match(part) or TITLE.match(part):
            if found.end() == len(part) and not may_empty and MAY_BE_SURNAME.fullmatch(found[1]):
                break
            if found.re is ROLE_BEFORE:
                self.roles.append(found[1])
            elif TITLE_ALONE.fullmatch(found[1]):
                self.titles.append(found[1])
            part = part[found.end() :]
        part = re.sub(r"(?<![\w.])([^\W\d_]\.)(?=[^\W\d_]{2})", r"\1 ", part)  # "J.Smith"
        role = ROLE_BEHIND.search(part)
        if role and " " in part[: role.start()] and normalise(part.partition(" ")[2]) not in self.known.surnames:
            self.roles.append(role[1])
            part = part[: role.start()]
            if " " not in role[1]:
                self.doubts.append(f"“{role[1]}” is taken for a role")
        words = part.split()
        behind: list[str] = []
        while len(words) > 1 and is_honour(words[-1]) and (len(words) > 2 or words[-1].isupper() > words[-2].isupper()):
            behind.insert(0, words.pop().strip(",;:"))
        while len(words) > 1 and TITLE_ALONE.fullmatch(words[-1]) and COUNCILLOR.match(words[-1]):
            self.titles.append(words.pop())
        self.honours = behind + self.honours
        return words

    def _in_order(self, parts: list[list[str]]) -> tuple[str, str]:
        if not parts:
            return "", ""
        if len(parts) == 1:
            return self._in_free_order(parts[0])
        first, then = parts[0], [word for part in parts[1:] for word in part]
        self.ordered = True
        if len(parts) > 2:
            self.doubts.append("there is more than a name")
        if len(first) > 1 and not self._is_surname(first):
            self.doubts.append("it may be two names" if len(then) > 1 else "what stands before the comma may be a name")
        return cased(" ".join(then)), self._spelled(first)

    def _is_surname(self, words: list[str]) -> bool:
        known = normalise(" ".join(words)) in self.known.surnames
        return known or _is_particle(words[0], small=True) or all(map(shouts, words))

    def _spelled(self, words: list[str]) -> str:
        """A surname in its capitals; one that stood in nothing but capitals as it is known."""
        said = " ".join(words)
        if said.isupper() and (known := self.known.surnames.get(normalise(said))):
            return known
        return cased(said)

    def _split(self, words: list[str], at: int, surname_first: bool = False) -> tuple[str, str]:
        front, back = words[:at], words[at:]
        if surname_first:
            front, back = back, front
        return cased(" ".join(front)), self._spelled(back)

    def _in_free_order(self, words: list[str]) -> tuple[str, str]:
        if len(words) < 2:
            return "", self._spelled(words)
        if found := self._by_capitals(words) or self._by_initials(words) or self._by_particle(words):
            self.ordered = True
            return found
        return self._by_what_is_known(words)

    def _by_capitals(self, words: list[str]) -> tuple[str, str] | None:
        """PATEL Dev, Dev PATEL, van der BERG Jan: the run of capitals, with the particles before it, is the surname."""
        loud = [shouts(word) for word in words]
        if not any(loud):
            return self._by_clan(words)
        if all(one or letters(word) < 2 for one, word in zip(loud, words, strict=True)):
            return None
        start = loud.index(True)
        end = len(loud) - loud[::-1].index(True)
        while start and _is_particle(words[start - 1], small=True):
            start -= 1
        if start == 0 and end < len(words):
            if end == 1 and len(words[0]) == 2 and normalise(words[0]) not in self.known.surnames:
                if cased(words[0]) == words[0]:
                    return None  # "JP Smith"
                self.doubts.append(f"“{words[0]}” may be initials")
            return self._split(words, end, surname_first=True)
        if end < len(words) or start == 0:
            self.doubts.append("capitals stand in the middle of it")
            return self._split(words, max(start, 1))
        return self._split(words, start)

    def _by_clan(self, words: list[str]) -> tuple[str, str] | None:
        """O'Shea John, Ann McDonald: such a word is a surname, and where it stands tells the order."""
        told = [bool(_OF_A_CLAN.match(word)) for word in words]
        if told[0] and not any(told[1:]):
            if len(words) > 2 and not self.known.all_forenames(words[1:]):
                self.doubts.append(_ONE_OR_TWO)
            return self._split(words, 1, surname_first=True)
        return self._split(words, 1) if len(words) == 2 and told[-1] else None

    def _by_initials(self, words: list[str]) -> tuple[str, str] | None:
        """Smith J., J. A. Smith, John A. Smith: initials are no surname."""
        initial = [_is_initial(word) for word in words]
        if not any(initial) or all(initial):
            return None
        if initial[-1] and not initial[0]:
            start = len(words) - initial[::-1].index(False)
            return self._split(words, start, surname_first=True)
        last = len(initial) - initial[::-1].index(True)
        if last == len(words):
            return None
        if words[last - 1] == "O" and last > 1:
            self.doubts.append("“O” may be an initial or belong to the surname")
            return self._split(words, last - 1)
        if len(words) - last > 1:
            begins = self._particle_in(words) or self.known.surname_at_end(words)
            if begins < last:
                self.doubts.append(_ONE_OR_TWO)
            return self._split(words, max(begins, last) if begins else len(words) - 1)
        return self._split(words, last)

    def _particle_in(self, words: list[str]) -> int:
        """Where a surname with a particle begins inside a name: "Ann de Souza", "José Ortega y Gasset"; 0 for none."""
        small = not all(word.isupper() for word in words)
        for at, word in enumerate(words[1:-1], 1):
            if _is_particle(word, small):
                return at
            if at > 1 and word in JOINERS:
                return at - 1
        return 0

    def _by_particle(self, words: list[str]) -> tuple[str, str] | None:
        if begins := self._particle_in(words):
            return self._split(words, begins)
        if words[0].islower() and _is_particle(words[0], small=True):
            # "de Souza Ann", or "de Souza" alone: the small word is no forename.
            end = next((at for at, word in enumerate(words) if not _is_particle(word, small=True)), 1) + 1
            return self._split(words, end, surname_first=True) if end < len(words) else ("", self._spelled(words))
        return None

    def _by_what_is_known(self, words: list[str]) -> tuple[str, str]:
        known = self.known
        turned, certain = known.is_turned(words)
        if not certain:
            self.order_guessed = True
            self.doubts.append("which word is the surname is a guess")
        if turned:
            at = known.surname_at_start(words)
            if not at and not known.all_forenames(words[1:]):
                self.doubts.append(_ONE_OR_TWO)
            return self._split(words, at or 1, surname_first=True)
        at = known.surname_at_end(words)
        if not at and len(words) > 2 and not known.all_forenames(words[:-1]):
            self.doubts.append(_ONE_OR_TWO)
        return self._split(words, at or len(words) - 1)
