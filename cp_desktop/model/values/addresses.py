"""E-mail addresses: whether a letter can be addressed so, by the text alone. Nothing is asked of the network.

The rule is that of GOV.UK Notify, by which many councils' letters go out (notifications-utils, `email_address.py`: a
plain part before the @, a host of two labels or more, each as the internet writes it, no two dots together), with the
lengths of RFC 5321 (4.5.3.1) and, as RFC 6531 has it, the letters of all scripts.
"""

import re
import unicodedata

LONGEST, LONGEST_LOCAL, LONGEST_HOST = 254, 64, 253  # octets
_BEYOND = "\x80-\U0010ffff"  # looked at one by one
_ATOM = rf"[A-Za-z0-9!#$%&'*+/=?^_`{{|}}~{_BEYOND}-]+"
_LOCAL = re.compile(rf"{_ATOM}(?:\.{_ATOM})*")
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?", re.ASCII | re.IGNORECASE)
_LAST_LABEL = re.compile(r"[a-z]{2,63}|xn--[a-z0-9-]{1,58}[a-z0-9]", re.ASCII | re.IGNORECASE)
_NEVER = re.compile(r"[\s,;:<>()\[\]\"\\]")


def why_no_address(text: str) -> str | None:
    """What is amiss in a text that is to be one e-mail address; None of one that is."""
    local, at, host = text.rpartition("@")
    if not at:
        return "it has no @"
    if "@" in local:
        return "it has more than one @, and one address is kept here"
    if not local or not host:
        return f"nothing stands {'after' if local else 'before'} the @"
    if found := _NEVER.search(text):
        return "a blank stands in it" if found[0].isspace() else f"“{found[0]}” stands in it"
    octets = [len(part.encode(errors="replace")) for part in (local, text)]
    if octets[0] > LONGEST_LOCAL or octets[1] > LONGEST:
        return "it is too long"
    if not _LOCAL.fullmatch(local) or not _all_letters(local):
        return "what stands before the @ cannot be there"
    return _why_no_host(host)


def ascii_host(host: str) -> str:
    """The name of a place as the internet writes it: "münchen.example" is xn--mnchen-3ya.example (RFC 5891, 4.4).

    By hand, because Python's own codec still follows the rule before, which leads "straße" to another place.
    """
    labels = (unicodedata.normalize("NFC", label.lower()) for label in host.split("."))
    return ".".join(one if one.isascii() else f"xn--{one.encode('punycode').decode()}" for one in labels)


def _why_no_host(host: str) -> str | None:
    written = ascii_host(host) if _all_letters(host) else ""
    labels = written.split(".")
    if written and len(labels) == 1:
        return "what follows the @ has no dot"
    if len(written) > LONGEST_HOST or not all(map(_LABEL.fullmatch, labels)):
        return "what follows the @ is no place on the internet"
    return None if _LAST_LABEL.fullmatch(labels[-1]) else "no place on the internet ends like that"


def _all_letters(text: str) -> bool:
    """Whether what is not ASCII in a text is letters, their marks and numbers, as scripts write them."""
    return text.isascii() or all(sign.isascii() or unicodedata.category(sign)[0] in "LMN" for sign in text)
