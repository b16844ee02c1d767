"""Licences by their SPDX identifiers, and what people write instead of one."""

import re

from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression

from mediasvc.domain.errors import Usage

EXAMPLE = "such as CC-BY-4.0"
LONGEST = 300
# The elements of a Creative Commons licence, in the order of its identifier, and the words for each.
ELEMENTS: tuple[tuple[str, frozenset[str]], ...] = (
    ("BY", frozenset({"by", "attribution"})),
    ("NC", frozenset({"nc", "noncommercial"})),
    ("ND", frozenset({"nd", "noderivatives", "noderivs"})),
    ("SA", frozenset({"sa", "sharealike"})),
)
LATEST = "4.0"
COMMONS = {"cc", "creativecommons", "attribution"}
PUBLIC_DOMAIN = {"cc0", "pd", "publicdomain", "zero"}
FILLERS = {"the", "license", "licence"}
ADDRESS = {"deed", "http", "https", "legalcode", "licenses", "org", "www"}
NAMED = {word for _, names in ELEMENTS for word in names}
UNDERSTOOD = FILLERS | COMMONS | NAMED | {"international", "unported", "v", "version"} | ADDRESS
JOINED = re.compile(r"\b(creative|non|no|share|public)[ -](?=commons|commercial|deriv|alike|domain)")
WORD = re.compile(r"\w+(?:\.\d+)?")
VERSION = re.compile(r"v?([1-4])(\.[05])?")


def checked_licence(text: str) -> str:
    """Return the SPDX expression in SPDX's own spelling, which knows no case.

    Raises Usage for anything else, with the identifier that was probably meant.
    """
    known = _known(text)
    if known is None:
        raise Usage(f"the licence {text[:60]!r} {_advice(text[:LONGEST])}")
    return known


def _known(text: str) -> str | None:
    try:
        return str(canonicalize_license_expression(text)) if len(text) <= LONGEST else None
    except InvalidLicenseExpression:
        return None


def _advice(text: str) -> str:
    words = WORD.findall(JOINED.sub(r"\1", text.casefold()))
    if words[:3] == ["no", "rights", "reserved"]:
        return "is written CC0-1.0"
    if words[:3] == ["all", "rights", "reserved"]:
        return f"is none: leave the licence out to keep all rights, or give an SPDX identifier, {EXAMPLE}"
    if PUBLIC_DOMAIN & {*words}:
        return "is written CC0-1.0"
    if meant := _creative_commons(words) or _known("-".join(word for word in words if word not in FILLERS)):
        return f"is written {meant}"
    if COMMONS & {*words}:
        return f"does not say which licence of Creative Commons; name one, {EXAMPLE}"
    return f"is no SPDX identifier, {EXAMPLE}; https://spdx.org/licenses lists them"


def _creative_commons(words: list[str]) -> str | None:
    elements = [element for element, names in ELEMENTS if names & {*words}]
    others = {word for word in words if not VERSION.fullmatch(word)} - UNDERSTOOD
    # Words that say more, such as a country, make it another licence.
    if others or "BY" not in elements or (len(elements) == 1 and not COMMONS & {*words}):
        return None
    found = next((match for word in words if (match := VERSION.fullmatch(word))), None)
    version = f"{found[1]}{found[2] or '.0'}" if found else LATEST
    return _known("-".join(["CC", *elements, version]))
