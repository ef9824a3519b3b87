"""The words that stand round a name and are none of it: titles, roles, honours."""

import re
from functools import lru_cache

from .remarks import REMARK_WORDS

COUNCILLOR = re.compile(r"cllrs?|clr|coun|councill?ors?|cyng(?:horydd)?", re.I)
_TITLE_WORDS = (
    r"cllrs?|clr|coun|councill?ors?|cyng(?:horydd)?|ald(?:erman|erwoman)?|lord|lady|mr|mrs|ms|miss|mx|dr|prof|professor|"
    r"rev|revd|reverend|canon|fr|pastor|rabbi|imam|sir|dame|baron|baroness"
)
# Words that belong to a form of address and say nothing of the person.
_STYLE_WORDS = r"the|right|worshipful|rt|hon|honourable|deputy|his|her|worship"
_ENDS = r"(?![\w'’-])"
TITLE = re.compile(rf"({_TITLE_WORDS}|{_STYLE_WORDS}){_ENDS}[.:]*\s*", re.I)
GLUED = re.compile(r"\b(Councillor|Cllr|Mrs|Mr|Ms|Miss|Dr)\.?(?=[A-ZÀ-ÖØ-Þ][^\W\d_])")
TITLE_ALONE = re.compile(rf"({_TITLE_WORDS})\.?", re.I)
# Those that are surnames too: "Lord, Ann" is Ann Lord, "Cllr, Ann" is nobody's surname.
MAY_BE_SURNAME = re.compile(
    r"lord|lady|dean|canon|pastor|mayor|leader|chair|speaker|sheriff|provost|baron|deputy|coun|hon|right|miss", re.I
)

_RANK = r"(?:(?:deputy|acting|vice|assistant|honorary|past|immediate past)[\s-]+)*"
_OFFICE = (
    r"(?:lord\s+mayor|lady\s+mayoress|mayor(?:ess)?|maer|(?:group\s+|council\s+)?leader|speaker|sheriff|provost|convener|"
    r"chair(?:man|woman|person)?|(?:chief\s+|group\s+)?whip)"
)
_CONSORT = r"(?:(?:['’]s)?\s+consort)?"
_OF = r"of\s+(?:the\s+)?(?:council|city\s+council|city|opposition)"
ROLE_BEFORE = re.compile(rf"(?:the\s+)?({_RANK}{_OFFICE}{_CONSORT}(?:\s+{_OF})?){_ENDS}[.:]*\s*", re.I)
ROLE_BEHIND = re.compile(rf"\s(?:the\s+)?({_RANK}{_OFFICE}{_CONSORT}(?:\s+of\s+.*)?)$", re.I)
ROLE_ALONE = re.compile(
    rf"(?:the\s+)?({_RANK}(?:\w+\s+)?(?:{_OFFICE}|(?:cabinet|executive|lead|committee|board)\s+member|"
    rf"portfolio\s+holder|champion|spokes(?:man|woman|person)){_CONSORT}(?:\s+(?:of|for|to|on)\s+.*)?)",
    re.I,
)

_HONOUR = re.compile(
    r"[cmokd]be|[kd]cmg|cmg|cb|[kd]?cvo|[lm]vo|bem|jp|dl|[qk]c|kbe|ks[gs]|kcsg|[co]stj|q[fp]m|qgm|qfsm|kpm|mp|mep|msp|"
    r"mbchb|frs[ae]|frcn|frics|phd|dphil|dlitt|msc|bsc|mba|llb|llm|bed|pgce|esq|jnr|jr|snr|sr|hons|ceng",
    re.I,
)
_HONOUR_IN_CAPITALS = re.compile(r"CH|MA|BA|AM|MS|PC|TD|RD|GC|MC|DFC|AFC|VRD|FCA|ACA")


def is_honour(word: str) -> bool:
    """Whether a word behind a name is an honour or a degree; MA, BA and the like only in capitals, being names too."""
    word = word.replace(".", "").strip(",;:")
    return bool(_HONOUR.fullmatch(word) or _HONOUR_IN_CAPITALS.fullmatch(word))


_ANY_WORD = re.compile(
    rf"\b(?:{_TITLE_WORDS}|{_STYLE_WORDS}|{_OFFICE}|{_HONOUR.pattern}|{_HONOUR_IN_CAPITALS.pattern}|{REMARK_WORDS}|"
    r"deputy|acting|vice|consort|member|holder|champion|spokes\w*|late|former|ex|y|e|na|none|tb[acd]|anon\w*|un\w*|not|"
    r"nothing|no|nobody|noone|null|blank)\b",
    re.I,
)
_SIGN = re.compile(r"[^\w\s'’]|[\d_]|[A-ZÀ-ÖØ-Þ]{2}|\b\w\b(?!['’])|['’](?!\w)|(?<!\w)['’]|(?:^|\s)(?:O['’]|Ma?c)[A-Z]")


@lru_cache(maxsize=65_536)
def may_stand_round(word: str) -> bool:
    """Whether a word is one of those that stand round names; some are names as well."""
    return bool(_ANY_WORD.fullmatch(word))


def is_plain(name: str) -> bool:
    """Whether a name is nothing but names in their usual order, by its letters: most are, and need no reading."""
    return not _SIGN.search(name) and not _ANY_WORD.search(name)
