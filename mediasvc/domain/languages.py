"""Languages by their BCP 47 tags, and what people write instead of one."""

import re
from collections.abc import Mapping

from mediasvc.domain.errors import Usage

EXAMPLE = "such as en, or pt-BR with a country"
LONGEST = 35
_SCRIPT_LETTERS, _REGION_LETTERS = 4, 2
TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
# Languages that seminars are held in, by their names: in English and their own.
NAMES: Mapping[str, str] = {
    "afrikaans": "af",
    **dict.fromkeys(("amharic", "አማርኛ"), "am"),
    **dict.fromkeys(("arabic", "العربية"), "ar"),
    **dict.fromkeys(("bangla", "bengali", "বাংলা"), "bn"),
    **dict.fromkeys(("german", "deutsch"), "de"),
    "english": "en",
    **dict.fromkeys(("spanish", "español", "castellano"), "es"),
    **dict.fromkeys(("persian", "farsi", "فارسی"), "fa"),
    **dict.fromkeys(("french", "français"), "fr"),
    "hausa": "ha",
    **dict.fromkeys(("hebrew", "עברית"), "he"),
    **dict.fromkeys(("hindi", "हिन्दी"), "hi"),
    **dict.fromkeys(("indonesian", "bahasa indonesia"), "id"),
    "igbo": "ig",
    **dict.fromkeys(("italian", "italiano"), "it"),
    **dict.fromkeys(("japanese", "日本語"), "ja"),
    **dict.fromkeys(("khmer", "ខ្មែរ"), "km"),
    **dict.fromkeys(("korean", "한국어"), "ko"),
    **dict.fromkeys(("burmese", "မြန်မာ"), "my"),
    **dict.fromkeys(("nepali", "नेपाली"), "ne"),
    **dict.fromkeys(("dutch", "nederlands"), "nl"),
    **dict.fromkeys(("portuguese", "português"), "pt"),
    **dict.fromkeys(("kinyarwanda", "ikinyarwanda"), "rw"),
    **dict.fromkeys(("russian", "русский"), "ru"),
    **dict.fromkeys(("somali", "soomaali"), "so"),
    **dict.fromkeys(("swahili", "kiswahili"), "sw"),
    **dict.fromkeys(("tigrinya", "ትግርኛ"), "ti"),
    **dict.fromkeys(("turkish", "türkçe"), "tr"),
    **dict.fromkeys(("ukrainian", "українська"), "uk"),
    **dict.fromkeys(("urdu", "اردو"), "ur"),
    **dict.fromkeys(("vietnamese", "tiếng việt"), "vi"),
    **dict.fromkeys(("yoruba", "èdè yorùbá"), "yo"),
    **dict.fromkeys(("chinese", "中文"), "zh"),
    **dict.fromkeys(("zulu", "isizulu"), "zu"),
}


def canonical_language(tag: str) -> str:
    """Return a BCP 47 tag in the case that is usual (RFC 5646, 2.1.1): pt-BR, zh-Hant. Of two alike, both are equal."""
    first, *others = tag.split("-")
    return "-".join([first.lower(), *map(_cased, others)])


def _cased(subtag: str) -> str:
    if len(subtag) == _SCRIPT_LETTERS and subtag.isalpha():
        return subtag.title()
    return subtag.upper() if len(subtag) == _REGION_LETTERS else subtag.lower()


def checked_language(text: str) -> str:
    """Return the tag. Raises Usage where it has another form, with the tag that was probably meant."""
    if len(text) <= LONGEST and TAG.fullmatch(text):
        return text
    raise Usage(f"the language {text[:40]!r} {_advice(text)}")


def _advice(text: str) -> str:
    name = " ".join(text.casefold().removesuffix("language").split())
    tag = NAMES.get(name) or text.replace("_", "-")
    return f"is written {tag}" if TAG.fullmatch(tag) else f"is no tag of a language, {EXAMPLE}"
