"""What people write about a seminar, and what is said where it is written in another way."""

from datetime import date

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from mediasvc.domain.days import checked_day
from mediasvc.domain.errors import Usage
from mediasvc.domain.languages import NAMES, checked_language
from mediasvc.domain.licences import checked_licence

ENGLISH = Locale("en")


@pytest.mark.parametrize("spdx", ["CC-BY-4.0", "CC0-1.0", "MIT", "Apache-2.0 OR MIT", "LicenseRef-Own"])
def test_a_licence_of_spdx_is_kept(spdx: str) -> None:
    assert checked_licence(spdx) == spdx
    assert checked_licence(spdx.replace("BY", "by").replace("MIT", "mit")) == spdx


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("CC BY 4.0", "CC-BY-4.0"),
        ("CC-BY", "CC-BY-4.0"),
        ("Creative Commons Attribution", "CC-BY-4.0"),
        ("Attribution 4.0 International", "CC-BY-4.0"),
        ("Creative Commons Attribution-ShareAlike 3.0 Unported", "CC-BY-SA-3.0"),
        ("cc by nc nd 4", "CC-BY-NC-ND-4.0"),
        ("Creative Commons Attribution Non-Commercial Share Alike", "CC-BY-NC-SA-4.0"),
        ("https://creativecommons.org/licenses/by-nc/4.0/", "CC-BY-NC-4.0"),
        ("CC0", "CC0-1.0"),
        ("Public Domain", "CC0-1.0"),
        ("No rights reserved", "CC0-1.0"),
        ("CC BY v4.0", "CC-BY-4.0"),
        ("CC BY-NC-SA 3.0 IGO", "CC-BY-NC-SA-3.0-IGO"),
        ("https://creativecommons.org/publicdomain/zero/1.0/", "CC0-1.0"),
        ("MIT License", "MIT"),
        ("Apache 2.0", "Apache-2.0"),
    ],
)
def test_a_licence_in_words_is_refused_with_its_identifier(text: str, meant: str) -> None:
    with pytest.raises(Usage, match=f"is written {meant}$"):
        checked_licence(text)
    assert checked_licence(meant) == meant


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("All rights reserved", "leave the licence out to keep all rights"),
        ("Some rights reserved", "is no SPDX identifier"),
        ("CC BY 4.0 OR MIT", "does not say which licence"),
        ("Creative Commons", "does not say which licence of Creative Commons; name one, such as CC-BY-4.0"),
        ("CC BY-ND-SA", "does not say which licence of Creative Commons"),
        ("free for all", "is no SPDX identifier, such as CC-BY-4.0"),
        ("", "is no SPDX identifier, such as CC-BY-4.0"),
        ("مجاني", "is no SPDX identifier, such as CC-BY-4.0"),
        ("(" * 5000, "is no SPDX identifier, such as CC-BY-4.0"),
    ],
)
def test_another_licence_is_refused_with_an_example(text: str, says: str) -> None:
    with pytest.raises(Usage, match=says):
        checked_licence(text)


@pytest.mark.parametrize("tag", ["en", "pt-BR", "zh-Hant-TW", "gsw"])
def test_a_tag_of_a_language_is_kept(tag: str) -> None:
    assert checked_language(tag) == tag


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("English", "is written en"),
        ("english language", "is written en"),
        ("FRANÇAIS", "is written fr"),
        ("العربية", "is written ar"),
        ("en_US", "is written en-US"),
        ("Klingon", "is no tag of a language, such as en"),
        ("", "is no tag of a language, such as en"),
        ("en-", "is no tag of a language, such as en"),
        ("x" * 40, "is no tag of a language, such as en"),
    ],
)
def test_a_language_by_its_name_is_refused_with_its_tag(text: str, says: str) -> None:
    with pytest.raises(Usage, match=says):
        checked_language(text)


@pytest.mark.parametrize("tag", sorted({*NAMES.values()}))
def test_languages_are_called_as_cldr_calls_them(tag: str) -> None:
    """Each row has CLDR's name in English; "Bangla" and "Amharic" are, "Farsi" is in use beside it."""
    assert NAMES[ENGLISH.languages[tag].casefold()] == tag


@given(st.dates(min_value=date(1000, 1, 1)))
def test_a_day_is_read_as_it_is_written(day: date) -> None:
    assert checked_day(day.isoformat()) == day
    for form in ("%d %B %Y", "%B %d, %Y", "%d.%m.%Y", "%Y/%m/%d", "%d %b %Y"):
        with pytest.raises(Usage, match=f"is written {day}$"):
            checked_day(day.strftime(form))


@pytest.mark.parametrize(
    "text", ["03/04/2026", "yesterday", "", "2026-W47-1", "\u0662\u0660\u0662\u0666-11-21", "x" * 5000]
)
def test_what_names_no_day_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(Usage, match=r"is not written as year-month-day, such as 2026-11-21$"):
        checked_day(text)


@pytest.mark.parametrize("text", ["2026-02-30", "2026-13-01", "0000-01-01"])
def test_a_day_that_no_calendar_has_is_refused(text: str) -> None:
    with pytest.raises(Usage, match=f"{text} is no day of the calendar"):
        checked_day(text)
