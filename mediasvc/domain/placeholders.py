"""What programs and computers write in the place of a title or of somebody's name. To know another one, add a row."""

import re

# Each is a regular expression for the whole text, in any case, with a bar between it and the next one.
_TITLES = r"""
(?:microsoft )?(?:office )?power ?point(?: presentation| slides?)? ¦ presentation ¦ presentation title
(?:new |neue )?microsoft (?:office )?powerpoint.* ¦ slideshow ¦ diaporama ¦ my presentation ¦ new presentation
pr[eé]sentation(?: microsoft)?(?: powerpoint)? ¦ presentaci[oó]n(?: de)?(?: powerpoint)?
(?:powerpoint-)?pr[aä]sentation ¦ apresenta[cç][aã]o(?: do)?(?: powerpoint)? ¦ презентация(?: powerpoint)?
عرض تقديمي(?: في)?(?: powerpoint)? ¦ powerpoint プレゼンテーション ¦ powerpoint 演示文稿
wasilisho(?: la)?(?: powerpoint)?
slides? ¦ folie ¦ diapositiva ¦ diapositivo ¦ diapositive ¦ dia ¦ slajd ¦ слайд ¦ スライド ¦ 幻灯片 ¦ 投影片 ¦ 슬라이드
شريحة ¦ untitled(?: presentation| document)? ¦ unbenannt ¦ sans titre ¦ sin t[ií]tulo ¦ sem t[ií]tulo
بدون عنوان ¦ no slide title ¦ title ¦ title of (?:the )?(?:presentation|talk) ¦ click to (?:edit|add) .*
document ¦ default ¦ blank ¦ template ¦ beamer ¦ impress ¦ none ¦ null
"""
_PEOPLE = r"""
(?:microsoft|ms|libre|open)?\s*office(?: .*)? ¦ .*\buser\b.* ¦ utilisateur.* ¦ benutzer ¦ usuario ¦ usu[aá]rio
utente ¦ пользователь ¦ مستخدم ¦ 用户 ¦ ユーザー ¦ admin(?:istrat(?:or|eur|ore))? ¦ administrador ¦ windows ¦ mac
macbook.* ¦ home ¦ owner ¦ guest ¦ default ¦ test(?:er)? ¦ author ¦ presenter ¦ speaker ¦ name ¦ your name
unknown(?: artist| author)? ¦ artist ¦ various artists ¦ none ¦ null ¦ nobody ¦ me ¦ root ¦ python-pptx
apache poi ¦ aspose.* ¦ libreoffice.* ¦ openoffice.* ¦ google.* ¦ microsoft.* ¦ adobe.* ¦ apple.* ¦ latex.*
steve canny ¦ pc ¦ hp ¦ dell ¦ lenovo ¦ acer ¦ asus ¦ toshiba ¦ samsung ¦ sony ¦ .*@.* ¦ .*://.*
"""


def _any_of(forms: str) -> re.Pattern[str]:
    """Return what matches each of these forms, with a number behind it or without."""
    each = (form.strip() for line in forms.splitlines() for form in line.split("¦") if form.strip())
    return re.compile(rf"(?:{'|'.join(each)})\W*\d*", re.IGNORECASE)


_TITLE, _PERSON, _NO_WORD = _any_of(_TITLES), _any_of(_PEOPLE), re.compile(r"[\W\d_]*")
# As computers call people: zackm, GW, j.smith2.
_ACCOUNT = re.compile(r"[a-z\d._-]+|[A-Z]{1,3}")
# As files are called, and no talk: sipa1_012420.
_FILE_NAME = re.compile(r"\S*_\S*")


def is_placeholder_title(text: str) -> bool:
    """Return whether nobody gave this title to a talk."""
    return any(form.fullmatch(text) for form in (_TITLE, _NO_WORD, _FILE_NAME))


def is_placeholder_person(text: str) -> bool:
    """Return whether this is no name of a person, or only an account's."""
    return any(form.fullmatch(text) for form in (_PERSON, _NO_WORD, _ACCOUNT))
