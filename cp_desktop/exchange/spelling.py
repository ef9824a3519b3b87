"""How a name is spelled: capitals put right, the richer of two spellings, and words that stand for nothing."""

import re
import unicodedata

from cp_desktop.model.values import key

from .cells import says_nothing

# Words before a surname that belong to it; "St" and the Irish ones keep their capital.
PARTICLE = re.compile(
    "de|da|di|del|della|delle|dalla|degli|du|des|das|do|dos|la|le|lo|van|von|der|den|ter|ten|te|zu|zur|zum|"
    "al|el|bin|bint|ibn|ben|abu|ap|ab|ferch|verch|af|av"
)
SAINTS_AND_CLANS = frozenset({"st", "ste", "ó", "ní", "nic", "uí", "ua", "mac", "mc"})

JOINERS = ("y", "e")  # of two surnames: Ortega y Gasset

_VACANCY = re.compile(
    r"\W*(?:(?:cllrs?|councillors?|the)\W+)*(?:casual |seat )?(?:currently )?(?:vacan(?:t|cy|cies)|unfilled)\b.*",
    re.I | re.S,
)
_PREFIX = re.compile(r"((?:Ma?c|O['’]|D['’]|Fitz|de|van|von)(?=[^\W\d_]{2}))(.+)")
_AFTER_MARK = re.compile(r"(?<=[-.])[^\W\d_]")
_AFTER_ELISION = re.compile(r"(?:(?<=^[odl]['’])|(?<=-[odl]['’]))[^\W\d_]", re.I)
_AFTER_MC = re.compile(r"(?:(?<=^mc)|(?<=-mc))[^\W\d_](?=[^\W\d_])", re.I)


def is_placeholder(text: str) -> bool:
    """Whether what stands where a name is expected is nobody's: as `says_nothing`, and a vacant seat."""
    return says_nothing(text) or is_vacancy(text)


def is_vacancy(text: str) -> bool:
    """Whether what stands for a name is a seat without a member: "Vacant", "Vacancy since May 2017"."""
    return bool(_VACANCY.fullmatch(text))


def letters(word: str) -> int:
    return sum(map(str.isalpha, word))


def shouts(word: str) -> bool:
    """Whether a word stands in capitals, as surnames do in some lists: PATEL, O'HARA, McDONALD."""
    if prefix := _PREFIX.fullmatch(word):
        word = prefix[2]
    return letters(word) > 1 and word.isupper()


def cased(name: str) -> str:
    """A name with its capitals where they belong: "O'HARA" is O'Hara, "DE SOUZA" de Souza, "ann" Ann.

    What has small and capital letters already stays as it is written.
    """
    words = name.split()
    last = len(words) - 1
    return " ".join(_cased(word, before_another=at < last) for at, word in enumerate(words))


def _cased(word: str, before_another: bool) -> str:
    prefix = _PREFIX.fullmatch(word)
    if prefix and letters(prefix[2]) > 1 and prefix[2].isupper() and not word.isupper():
        return prefix[1] + _capitalised(prefix[2])
    if not (word.isupper() or word.islower()):
        return word
    if before_another and (PARTICLE.fullmatch(word.lower()) or word in JOINERS):
        return word.lower()
    if word.isupper() and (letters(word) < 2 or _are_initials(word)):
        return word
    if word.islower() and word[:3] in ("al-", "el-"):
        return word[:3] + _capitalised(word[3:])
    return _capitalised(word)


def _are_initials(word: str) -> bool:
    """JP, DJ, J.R.: what people are called by two letters. "NG" is a surname."""
    plain = word.replace(".", "")
    if len(plain) > 3 or len(plain) < 2 or plain in ("NG", "ST"):
        return False
    return len(word) > len(plain) or (len(plain) == 2 and (plain[1] == "J" or not set(plain) & set("AEIOUYÁÉÍÓÚÖÜ")))


def _capitalised(word: str) -> str:
    word = word.lower()
    word = word[:1].upper() + word[1:]
    for place in (_AFTER_MARK, _AFTER_ELISION, _AFTER_MC):
        word = place.sub(lambda found: found[0].upper(), word)
    return word


def richer(stored: str, said: str) -> str:
    """Which of two spellings of one name to keep: that with more of its accents, capitals, apostrophes and hyphens.

    Word by word where they have the same words: of "Zoë Lukasz" and "zoe Łukasz" it is "Zoë Łukasz". The stored one
    stays where neither is richer. Where they are not one name, what is said now.
    """
    if key(stored) != key(said):
        return said
    ours, theirs = stored.split(), said.split()
    if len(ours) == len(theirs) and all(key(one) == key(other) for one, other in zip(ours, theirs, strict=True)):
        return " ".join(_richer(one, other) for one, other in zip(ours, theirs, strict=True))
    return _richer(stored, said)


def _richer(stored: str, said: str) -> str:
    ours, theirs = _riches(stored), _riches(said)
    return said if ours != theirs and all(a <= b for a, b in zip(ours, theirs, strict=True)) else stored


def _riches(word: str) -> tuple[int, int, int]:
    """Accents and strokes; capitals where they belong; apostrophes, hyphens and dots."""
    accents = sum(not sign.isascii() and (sign.isalpha() or bool(unicodedata.combining(sign))) for sign in _apart(word))
    if letters(word) < 2 or PARTICLE.fullmatch(word.lower()):
        capitals = 0
    else:
        capitals = 0 if word.isupper() or word.islower() else 1 + sum(map(str.isupper, word))
    return accents, capitals, sum(sign in "'’-." for sign in word)


def _apart(word: str) -> str:
    return unicodedata.normalize("NFD", word)
