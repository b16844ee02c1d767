"""Languages as Whisper names them."""

# Of BCP 47's first parts, those that it has another name for: ISO 639's older ones, and what a language is part of.
_OTHER_NAMES = {"nb": "no", "fil": "tl", "iw": "he", "jv": "jw", "in": "id", "cmn": "zh", "arb": "ar", "swh": "sw"}
_BACK = {"jw": "jv"}


def for_engine(language: str) -> str:
    """Return Whisper's name of the language, a BCP 47 tag; whether the engine knows it is for the engine to say."""
    first = language.partition("-")[0].lower()
    return _OTHER_NAMES.get(first, first)


def from_engine(language: str) -> str:
    """Return the BCP 47 tag of a language that Whisper has heard."""
    return _BACK.get(language, language)
