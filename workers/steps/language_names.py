"""The name that people who speak a language know it by."""

from collections.abc import Mapping

from babel import Locale, UnknownLocaleError

# How captions that nobody has written are marked, in their own language; in English in every other one.
AUTOMATIC: Mapping[str, str] = {
    "ar": "تلقائي",
    "es": "automático",
    "fr": "automatique",
    "pt": "automático",
    "sw": "otomatiki",
}


def own_name(tag: str) -> str:
    """Return the name of the language of this BCP 47 tag in itself, as at the head of a line; else the tag."""
    if tag.partition("-")[0] == "und":
        return tag
    try:
        name = Locale.parse(tag, sep="-").get_display_name() or tag
    except (ValueError, UnknownLocaleError):
        return tag
    return name[:1].upper() + name[1:]


def automatic_name(tag: str) -> str:
    """Return what people call captions in this language (BCP 47) that nobody has written: `English (automatic)`."""
    language = tag.partition("-")[0]
    name = "Captions" if language == "und" else own_name(tag)
    return f"{name} ({AUTOMATIC.get(language, 'automatic')})"
