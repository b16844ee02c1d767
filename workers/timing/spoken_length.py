"""How long it takes to say a text, in letters: of spoken decks and read talks, 0.065 to 0.075 s each.

Letters miss how long a slide is spoken by half as much as words do, since digits are said as words.
"""

import re

# A digit is said as a word. An ideograph is a syllable, as a Hangul block is; kana and Ethiopic signs are short ones.
# Arabic and Hebrew leave out short vowels, and letters of India bring one along.
_DIGIT, _SYLLABLE, _SHORT_SYLLABLE, _CONSONANT, _WITH_VOWEL = 3.5, 3.0, 2.0, 1.5, 1.9
_SYLLABLES = (range(0x3400, 0xA000), range(0xAC00, 0xD7A4), range(0xF900, 0xFB00), range(0x20000, 0x40000))
_SHORT_SYLLABLES = (range(0x1200, 0x1380), range(0x3040, 0x3100))
_CONSONANTS = (range(0x0590, 0x0700), range(0x0750, 0x0780), range(0xFB1D, 0xFE00), range(0xFE70, 0xFF00))
_WITH_VOWELS = (range(0x0900, 0x0E00),)
_LENGTHS = (
    (_SYLLABLES, _SYLLABLE),
    (_SHORT_SYLLABLES, _SHORT_SYLLABLE),
    (_CONSONANTS, _CONSONANT),
    (_WITH_VOWELS, _WITH_VOWEL),
)
LETTERS_A_WORD = 5
_TATWEEL = "\u0640"
# A sentence or a line is said in one go, and a comma makes a pause in some.
# The escapes are the full stops, question marks and commas of Arabic, Devanagari, Ethiopic and Chinese.
_SENTENCE_END = re.compile("\\n|(?<=[.!?\u061f\u0964\u1362])\\s+|(?<=[\u3002\uff01\uff1f])")
_COMMAS, _PAUSES_A_COMMA = ",;:\u060c\uff1b\uff0c\u3001", 0.1


def spoken_letters(text: str) -> float:
    """Return how long it takes to say the text, in letters of an alphabet."""
    return sum(map(_letters, text))


def spoken_sentences(text: str) -> int:
    """Return how many sentences or lines the text has, of those that have anything to say."""
    return sum(any(map(str.isalnum, each)) for each in _SENTENCE_END.split(text))


def spoken_spans(text: str) -> float:
    """Return in how many spans the text is said, where a pause follows each sentence."""
    return spoken_sentences(text) + _PAUSES_A_COMMA * sum(map(text.count, _COMMAS))


def _letters(character: str) -> float:
    if character.isdigit():
        return _DIGIT
    if not character.isalpha() or character == _TATWEEL:
        return 0.0
    if character.isascii():
        return 1.0
    code = ord(character)
    return next((length for blocks, length in _LENGTHS if any(code in block for block in blocks)), 1.0)
