"""Parse `--captions`: a file, or a language and its file, or that they are to be written automatically."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from mediasvc.domain.errors import NotSupported, Usage
from mediasvc.domain.languages import canonical_language, checked_language

# As the public contract writes that a recogniser writes them.
RECOGNITION = "auto"
EXAMPLE = "--captions talk.vtt, or --captions fr=talk.fr.vtt for another language"


@dataclass(frozen=True)
class GivenCaptions:
    """A file of captions in the talk's language, and those `in_languages`; None for a language that loses its own.

    `automatic` where words that are recognised are to be captions, too.
    """

    own: Path | None
    in_languages: dict[str, Path | None]
    automatic: bool = False


def read_captions_options(given: Sequence[str], without: Sequence[str]) -> GivenCaptions:
    """Return what the values of `--captions` and of `--no-captions-in` say.

    What stands before the first = is a language, unless it holds a dot or a slash as the path of a file does.

    Raises:
        Usage: a language is none, or has two files, or one and is to have none.
        NotSupported: recognition is asked for in another language than the talk's.
    """
    own: list[Path] = []
    languages: dict[str, Path | None] = {}
    files = [value for value in given if value != RECOGNITION or Path(value).exists()]
    for value in files:
        language, path = _read(value)
        if language is None:
            own.append(path)
        elif language in languages:
            raise Usage(f"--captions {language}= is given twice: {languages[language]} and {path}")
        else:
            languages[language] = path
    if len(own) > 1:
        names = " and ".join(map(str, own))
        raise Usage(f"{names} are both in the talk's language; name the other one's, as --captions fr={own[1]}")
    for text in without:
        language = canonical_language(checked_language(text))
        if languages.get(language) is not None:
            raise Usage(f"--captions {language}= and --no-captions-in {language} exclude each other")
        languages[language] = None
    return GivenCaptions(own[0] if own else None, languages, automatic=len(files) < len(given))


def _read(value: str) -> tuple[str | None, Path]:
    language, sign, name = value.partition("=")
    if not sign or not {*language}.isdisjoint("./\\"):
        return None, Path(value)
    try:
        tag = canonical_language(checked_language(language))
    except Usage as error:
        raise Usage(f"{error.detail}; a file whose name has = in it is given as --captions ./{value}") from error
    if not name:
        raise Usage(f"--captions {value} names no file; --no-captions-in {tag} takes those captions away")
    if name == RECOGNITION and not Path(name).exists():
        hint = f"--captions {RECOGNITION} writes them in the talk's language; in another one, give a file: {EXAMPLE}"
        raise NotSupported(f"--captions {value}", hint)
    return tag, Path(name)
