"""What the council calls its wards, its districts and its children."""

import re
from dataclasses import dataclass

from sqlalchemy.orm import Session

from cp_desktop.model import Council


@dataclass(frozen=True)
class CouncilTerms:
    """The council's own terms."""

    council: str
    children: str
    ward: str
    wards: str
    district: str
    districts: str

    def said(self, label: str) -> str:
        """A declared label in the council's terms: "Ward" reads "Electoral division" where wards are called so."""

        def term(found: re.Match[str]) -> str:
            own: str = getattr(self, found[0].lower())
            return own[:1].upper() + own[1:] if found[0][0].isupper() else own

        return _TERMS.sub(term, label)


_TERMS = re.compile(r"\b(wards?|districts?)\b", re.I)


def council_terms(session: Session) -> CouncilTerms:
    """The terms of the register's council."""
    council = session.get_one(Council, 1)
    return CouncilTerms(
        council.name,
        council.children,
        council.ward_word,
        council.wards_word,
        council.district_word,
        council.districts_word,
    )
