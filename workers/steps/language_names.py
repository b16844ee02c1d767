"""The name that people who speak a language know it by."""

from babel import Locale, UnknownLocaleError


def own_name(tag: str) -> str:
    """Return the name of the language of this BCP 47 tag in itself, as at the head of a line; else the tag."""
    if tag.partition("-")[0] == "und":
        return tag
    try:
        name = Locale.parse(tag, sep="-").get_display_name() or tag
    except (ValueError, UnknownLocaleError):
        return tag
    return name[:1].upper() + name[1:]
