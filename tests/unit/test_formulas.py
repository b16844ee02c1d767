"""Formulas in one line, as words."""

import pytest
from office_xml import formula, letters, shape, slide

from workers.decks.formulas import formulas, line


def part(name: str, *inside: str) -> str:
    return f"<m:{name}>{''.join(inside)}</m:{name}>"


def value(name: str, of: str) -> str:
    return f'<m:{name} m:val="{of}"/>'


def base(sign: str) -> str:
    return part("e", letters(sign))


TWO = part("sup", letters("2"))
CASES = {
    "E=mc²": (letters("E=m") + part("sSup", base("c"), TWO), True, True),
    "x_(ij)": (part("sSub", base("x"), part("sub", letters("ij"))), True, True),
    "x^(a+b)": (part("sSup", base("x"), part("sup", letters("a+b"))), True, True),
    "x₁²": (part("sSubSup", base("x"), part("sub", letters("1")), TWO), False, True),
    "x=(a+b)/2": (letters("x=") + part("f", part("num", letters("a+b")), part("den", letters("2"))), False, True),
    "√(a+b)": (part("rad", part("deg"), base("a+b")), False, True),
    "³√x": (part("rad", part("deg", letters("3")), base("x")), False, True),
    "∑_(i=1)ⁿi": (
        part(
            "nary",
            part("naryPr", value("chr", "∑")),
            part("sub", letters("i=1")),
            part("sup", letters("n")),
            base("i"),
        ),
        False,
        True,
    ),
    "∫x": (part("nary", base("x")), True, True),
    "[a, b)": (part("d", part("dPr", value("begChr", "["), value("endChr", ")")), base("a, b")), True, True),
    "(a|b)": (part("d", base("a"), base("b")), True, True),
    "sin\u2009x": (part("func", part("fName", letters("sin")), base("x")), True, True),
    "f(x)": (part("func", part("fName", letters("f")), part("e", part("d", base("x")))), True, True),
    "x\u0302": (part("acc", base("x")), True, True),
    "(a, b; c, d)": (
        part("d", part("e", part("m", part("mr", base("a"), base("b")), part("mr", base("c"), base("d"))))),
        False,
        False,
    ),
    "a=b; c=d": (part("eqArr", base("a&amp;=b"), base("c&amp;=d")), False, False),
    "xy": (part("box", base("x")) + part("unknown", letters("y")), True, True),
    "E": (letters("\U0001d438"), True, True),
    "a": (letters("a") + part("phant", part("phantPr", value("show", "0")), base("b")), True, True),
    "": ("", True, True),
}


@pytest.mark.parametrize("words", CASES)
def test_a_formula_in_one_line(words: str) -> None:
    content, exact, whole = CASES[words]
    (found,) = formulas(slide(shape(formula(content))))
    read = line(found)
    assert (read.words, read.exact, read.whole) == (words, exact, whole)
