"""Looks for personal data in what people write: on this machine, by rules that can be read, imperfectly."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, Literal, get_args

from phonenumbers import Leniency, PhoneNumberMatcher, PhoneNumberType, number_type
from stdnum.fi import hetu

from content.names.spotting import names_somebody

Kind = Literal["name", "phone", "email", "identity-code"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
"""What may be found, in the order in which it is told."""
MASK: Final = "******-****"
"""Stands where an identity code stood."""

_HOME: Final = "FI"
_FEWEST_DIGITS: Final = 7
_TRIES: Final = 200
"""Tries of the matcher on one text; a text of digits alone offers thousands."""
# A number that anybody may call is nobody's own.
_PUBLIC: Final = frozenset(
    {
        PhoneNumberType.PREMIUM_RATE,
        PhoneNumberType.SHARED_COST,
        PhoneNumberType.TOLL_FREE,
        PhoneNumberType.UAN,
        PhoneNumberType.VOICEMAIL,
    }
)
_CENTURIES: Final = "-A"
"""Two that differ in the leap day of 2000; the last sign does not depend on the century."""
_EMAIL: Final = re.compile(
    r"[\w.+-]{1,64}(?:@|\s?[(\[{]\s?(?:at|ät|a|@)\s?[)\]}]\s?)[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}",
    re.IGNORECASE,
)
_CODE: Final = re.compile(
    r"(?<![^\W_])"
    r"(?P<born>(?:0[1-9]|[12][0-9]|3[01])(?:0[1-9]|1[0-2])[0-9]{2})"
    r"(?P<century>\s?[-+\u2010-\u2014\u2212A-FU-Y]\s?|\s)?"
    r"(?P<number>[0-9]{3})\s?(?P<check>[0-9A-Y])"
    r"(?![^\W_])",
    re.IGNORECASE,
)


def personal_data_in(text: str) -> frozenset[Kind]:
    """Give the kinds of personal data that a text seems to hold."""
    return frozenset(_kinds(text))


def masked(text: str) -> str:
    """Put a mask in the place of every personal identity code."""
    return _CODE.sub(lambda found: MASK if _is_identity_code(found) else found.group(), text)


def _kinds(text: str) -> Iterator[Kind]:
    if any(_is_identity_code(found) for found in _CODE.finditer(text)):
        yield "identity-code"
    if _EMAIL.search(text):
        yield "email"
    if _holds_phone_number(masked(text)):
        yield "phone"
    if names_somebody(text):
        yield "name"


def _is_identity_code(found: re.Match[str]) -> bool:
    """Tell a code, also one with a slip in its last sign, from a phone number that is written alike."""
    has_century = bool((found["century"] or "").strip())
    is_right = any(
        hetu.is_valid(f"{found['born']}{sign}{found['number']}{found['check']}", allow_temporary=True)
        for sign in _CENTURIES
    )
    if not (is_right or has_century):
        return False
    return found["check"].isalpha() or (is_right and has_century) or not _holds_phone_number(found.group())


def _holds_phone_number(text: str) -> bool:
    if sum(map(str.isdigit, text)) < _FEWEST_DIGITS:
        return False
    found = PhoneNumberMatcher(text, _HOME, leniency=Leniency.VALID, max_tries=_TRIES)
    return any(
        number_type(match.number) not in _PUBLIC and sum(map(str.isdigit, match.raw_string)) >= _FEWEST_DIGITS
        for match in found
    )
