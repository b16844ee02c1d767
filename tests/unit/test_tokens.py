"""Words as they are compared, in many languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.timing.tokens import TokenReader, plain_words


def forms(language: str, text: str) -> list[str]:
    return [token.form for token in TokenReader(language).tokens(text)]


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "Savings Groups", "saving group"),
        ("en", "the bank's ledgers", "ledger of a bank’s"),  # noqa: RUF001
        ("fr", "l'épargne des communautés", "EPARGNE, communauté"),
        ("pt", "poupança comunitária", "poupanças comunitárias"),
        ("es", "ahorros", "el ahorro"),
        ("ru", "сбережения", "сбережений"),
        ("hi", "किताबों", "किताब"),
        ("ar", "المدرسة", "ومدرسه"),
        ("he", "הספר", "בספר"),
        ("am", "የቁጠባ", "ቁጠባ"),
        ("sw", "akiba na vikundi", "AKIBA vikundi"),
        ("zh", "储蓄小组", "储蓄 小组"),
        ("de", "\ufb01nanzen", "Finanzen"),
    ],
)
def test_forms_of_a_word_are_one_token(language: str, one: str, other: str) -> None:
    assert sorted(forms(language, one)) == sorted(forms(language, other)) != []


def test_stop_words_single_letters_and_digits_are_no_tokens() -> None:
    assert forms("en", "It's the x, 7 and don't") == []
    assert forms("am", "ይህ ነው") == []
    assert forms("en", "2026 b 12") == ["2026", "12"]


def test_chinese_is_read_by_pairs_of_characters() -> None:
    assert forms("zh", "储蓄小组") == ["储蓄", "蓄小", "小组"]


def test_latin_words_among_others_are_english() -> None:
    assert forms("am", "mobile payments") == forms("en", "mobile payment")
    assert forms("hi", "the banks") == ["bank"]


def test_what_is_too_long_is_no_word() -> None:
    assert forms("en", f"{'a' * 61} {'b' * 60}") == ["b" * 60]


def test_a_token_tells_its_word() -> None:
    assert [token.word for token in TokenReader("en").tokens("Repaying loans")] == ["repaying", "loans"]


@given(st.text(max_size=50), st.sampled_from(["en", "ar", "hi", "zh", "ti", "xx", "th"]))
def test_any_text_can_be_read(text: str, language: str) -> None:
    reader = TokenReader(language)
    assert list(reader.tokens(text)) == list(reader.tokens(text))
    assert all(token.form for token in reader.tokens(text))


def test_plain_words_are_all_words() -> None:
    assert plain_words("It's the BANK'S Épargne, 2,600 well-known") == [
        *("its", "the", "banks", "epargne", "2", "600", "well", "known")
    ]
    assert plain_words("储蓄 小 SMS") == ["储", "蓄", "小", "sms"]
