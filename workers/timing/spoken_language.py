"""The language of a text. The identifier takes 0.8 CPU-s and 120 MB to load, so only what needs it does."""

from importlib import import_module

IDENTIFIER = "py3langid"
MOST_CHARACTERS = 20_000


def language_of(text: str) -> str:
    """Return the language that the text is most likely in (ISO 639-1)."""
    return str(import_module(IDENTIFIER).classify(text[:MOST_CHARACTERS])[0])
