"""Which of Tesseract's languages the pictures of a deck are read in."""

import unicodedata
from collections import Counter
from collections.abc import Mapping, Set

ENGLISH = "eng"


def _table(pairs: str) -> dict[str, str]:
    return dict(pair.split("=") for pair in pairs.split())


# Tesseract's names by the language part of BCP 47 tags: those of ISO 639-3, for the most part.
CODES: Mapping[str, str] = _table("""
    af=afr am=amh ar=ara as=asm az=aze be=bel bg=bul bn=ben bo=bod br=bre bs=bos ca=cat cs=ces cy=cym
    da=dan de=deu dv=div dz=dzo el=ell en=eng eo=epo es=spa et=est eu=eus fa=fas fi=fin fil=fil fo=fao
    fr=fra fy=fry ga=gle gd=gla gl=glg gu=guj he=heb hi=hin hr=hrv ht=hat hu=hun hy=hye id=ind is=isl
    it=ita iu=iku ja=jpn jv=jav ka=kat kk=kaz km=khm kn=kan ko=kor ku=kmr ky=kir la=lat lb=ltz lo=lao
    lt=lit lv=lav mi=mri mk=mkd ml=mal mn=mon mr=mar ms=msa mt=mlt my=mya nb=nor ne=nep nl=nld nn=nor
    no=nor oc=oci or=ori pa=pan pl=pol ps=pus pt=por qu=que ro=ron ru=rus sa=san sd=snd si=sin sk=slk
    sl=slv sq=sqi sr=srp su=sun sv=swe sw=swa ta=tam te=tel tg=tgk th=tha ti=tir tl=fil tr=tur tt=tat
    ug=uig uk=ukr ur=urd uz=uzb vi=vie yi=yid yo=yor zh=chi_sim
""")
# Chinese is written in two ways: by the script or the region of its tag.
TRADITIONAL, TRADITIONAL_CHINESE = frozenset({"hant", "tw", "hk", "mo"}), "chi_tra"
# The language that a script is most likely in, by how Unicode's names of its letters begin.
SCRIPTS: Mapping[str, str] = _table("""
    ARABIC=ara ARMENIAN=hye BENGALI=ben CJK=chi_sim CYRILLIC=rus DEVANAGARI=hin ETHIOPIC=amh
    GEORGIAN=kat GREEK=ell GUJARATI=guj HANGUL=kor HEBREW=heb HIRAGANA=jpn KATAKANA=jpn KHMER=khm
    LAO=lao MYANMAR=mya TAMIL=tam TELUGU=tel THAI=tha
""")
# So many letters of a deck tell its script, where they are such a share of all of them; more are not looked at.
FEWEST_LETTERS, LEAST_SHARE, MOST_LETTERS = 40, 0.3, 20_000


def languages_of(tag: str | None, text: str, installed: Set[str]) -> tuple[str, ...]:
    """Return the names of the languages to read in, the likeliest first; none where none of them is installed.

    They are that of the talk (BCP 47) or, where nobody said it, that of the script of the deck's own text, and English.
    """
    own = of_tag(tag) if tag else of_script(text)
    return tuple(dict.fromkeys(name for name in (own, ENGLISH) if name and name in installed))


def of_tag(tag: str) -> str | None:
    """Return the name of a language (BCP 47), or None where Tesseract has none."""
    first, *others = tag.casefold().split("-")
    if first == "zh" and TRADITIONAL.intersection(others):
        return TRADITIONAL_CHINESE
    return CODES.get(first)


def of_script(text: str) -> str | None:
    """Return the language that a text is most likely in by its letters; None for Latin ones, and for few."""
    letters = [letter for letter in text[:MOST_LETTERS] if letter.isalpha()]
    scripts = Counter(unicodedata.name(letter, "?").partition(" ")[0] for letter in letters)
    found = Counter[str]()
    for script, count in scripts.items():
        if name := SCRIPTS.get(script):
            found[name] += count
    # Japanese has more Chinese characters than its own.
    if found["jpn"] > LEAST_SHARE * found["chi_sim"]:
        found["jpn"] += found.pop("chi_sim", 0)
    if not found:
        return None
    name, count = found.most_common(1)[0]
    return name if count >= max(FEWEST_LETTERS, LEAST_SHARE * len(letters)) else None
