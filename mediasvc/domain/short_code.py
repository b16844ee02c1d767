"""The code that stands for a seminar in a short link: it is made of the seminar's id, so that it never changes.

Ids are random: who counts through codes finds nothing, and no code tells how many seminars there are. Of 100,000
seminars the chance that any two have the same code is 1 in 7,000; then the one that was made first keeps it.
"""

from mediasvc.domain.errors import NotFound
from mediasvc.domain.seminar import SeminarId

# Crockford's Base32: without the letters that look like digits, and without U.
DIGITS = "0123456789abcdefghjkmnpqrstvwxyz"
LENGTH, BITS_A_DIGIT = 9, 5
_ID_BITS = 128
_OTHER_BITS = _ID_BITS - LENGTH * BITS_A_DIGIT
# As people read them aloud and type them.
_READ_AS = str.maketrans("ilo", "110", "- ")


def code_of(seminar_id: SeminarId) -> str:
    """Return the code of the seminar of this id."""
    number = int(seminar_id, 16) >> _OTHER_BITS
    places = range((LENGTH - 1) * BITS_A_DIGIT, -1, -BITS_A_DIGIT)
    return "".join(DIGITS[number >> place & len(DIGITS) - 1] for place in places)


def checked_code(text: str) -> str:
    """Return the code as `code_of` writes it: capitals, hyphens and letters that look alike do not matter.

    Raises:
        NotFound: no code looks like this.
    """
    code = text.lower().translate(_READ_AS)
    if len(code) != LENGTH or not set(code) <= set(DIGITS):
        raise NotFound
    return code


def ids_of(code: str) -> tuple[SeminarId, SeminarId]:
    """Return the first and the last id that a seminar of this code may have. Raises NotFound where it is no code."""
    number = 0
    for digit in checked_code(code):
        number = number << BITS_A_DIGIT | DIGITS.index(digit)
    first = number << _OTHER_BITS
    last = first | (1 << _OTHER_BITS) - 1
    return SeminarId(f"{first:032x}"), SeminarId(f"{last:032x}")
