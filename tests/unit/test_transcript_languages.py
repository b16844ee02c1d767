"""Slide times from captions in many languages: whole talks whose captions say what slides show, and more than that."""

# ruff: noqa: RUF001 - texts have the punctuation of their languages

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import pytest

from mediasvc.domain.captions import Caption, Said
from mediasvc.domain.timeline import Timeline
from workers.timing.even import plan as plan_even
from workers.timing.talk import PassedOver, Talk, TimedSlide
from workers.timing.transcript import plan

# What each slide shows, the title first; and what people say in between, in the same language.
SLIDES: Mapping[str, Sequence[str]] = {
    "am": (
        "የቁጠባ ቡድኖች: ሃያ ሴቶች በየሳምንቱ ተሰብስበው ሳንቲም ወደ እንጨት ሣጥን ያስገባሉ",
        "ብድር: አባላት ለዘር ለማዳበሪያና ለትምህርት ክፍያ ይበደራሉ ከወለድ ጋርም ይመልሳሉ",
        "ዝናብ: በድርቅ ዓመታት ምርት ይቀንሳል በቆሎ ቀድሞ ይጠፋል ማሽላ ግን ይተርፋል",
        "ስልክ: በሞባይል ገንዘብ መላክ የአውቶቡስ ጉዞን ወደ ባንክ ቅርንጫፍ ተክቷል",
        "ውጤት: ከሥልጠና በኋላ የቤተሰብ ንብረት በሲሶ አድጓል ብዙ ቡድኖችም ቀጥለዋል",
        "ጥያቄዎች: የመንግሥት ድጎማ መተማመንን ይጎዳል ወይ ተመራማሪዎችስ መዝገቡን ያሳትማሉ",
    ),
    "ar": (
        "مجموعات الادخار: تجتمع عشرون امرأة كل أسبوع ويضعن النقود في صندوق خشبي بثلاثة أقفال",
        "القروض: يقترض الأعضاء للبذور والسماد ورسوم المدرسة ويسددون مع الفائدة",
        "المطر: سنوات الجفاف تخفض المحصول ويفشل الذرة أولا وتبقى الكسافا",
        "الهواتف: وكلاء المال المحمول يأخذون عمولة والتحويل يغني عن رحلة الحافلة إلى المصرف",
        "النتائج: نمت ممتلكات الأسر بعد التدريب ونجت معظم المجموعات",
        "الأسئلة: هل يضر دعم الحكومة بالثقة وهل ينشر الباحثون الدفاتر علنا",
    ),
    "he": (
        "קבוצות חיסכון: עשרים נשים נפגשות מדי שבוע ומכניסות מטבעות לתיבת עץ עם שלושה מנעולים",
        "הלוואות: החברות לוות לזרעים לדשן ולשכר לימוד ומחזירות בריבית",
        "גשם: שנות בצורת מקטינות את היבול התירס נכשל ראשון והדורה שורדת",
        "טלפונים: סוכני כסף נייד גובים עמלה והעברה מחליפה נסיעה באוטובוס לסניף הבנק",
        "תוצאות: רכוש המשפחות גדל אחרי ההדרכה ורוב הקבוצות שרדו",
        "שאלות: האם סבסוד ממשלתי פוגע באמון והאם החוקרים יפרסמו את הפנקסים",
    ),
    "hi": (
        "बचत समूह: बीस महिलाएँ हर सप्ताह मिलती हैं और लकड़ी के संदूक में सिक्के डालती हैं",
        "ऋण: सदस्य बीज खाद और विद्यालय शुल्क के लिए उधार लेते हैं और ब्याज सहित लौटाते हैं",
        "वर्षा: सूखे के वर्षों में फसल घटती है मक्का पहले नष्ट होता है ज्वार बच जाता है",
        "फ़ोन: मोबाइल धन के एजेंट कमीशन लेते हैं और बैंक शाखा तक बस यात्रा बचती है",
        "परिणाम: प्रशिक्षण के बाद परिवारों की संपत्ति बढ़ी और अधिकतर टिके रहे",
        "प्रश्न: क्या सरकारी अनुदान भरोसा तोड़ता है और क्या शोधकर्ता बहीखाते छापें",
    ),
    "zh": (
        "储蓄小组：二十位妇女每周聚会，把硬币放进有三把锁的木箱",
        "贷款：成员为种子、化肥和学费借钱，九十天内连同利息归还",
        "降雨：干旱年份收成减少，玉米最先枯死，高粱和木薯存活下来",
        "电话：移动支付代理收取佣金，转账代替了去银行网点的长途汽车",
        "成果：培训之后家庭财产增长三分之一，多数小组坚持了下来",
        "提问：政府补贴会不会损害信任，研究人员应不应该公开账本",
    ),
    "ja": (
        "貯蓄グループ：二十人の女性が毎週集まり、三つの錠前がついた木箱に硬貨を入れます",
        "融資：会員は種や肥料や授業料のために借り、利息をつけて返済します",
        "降雨：干ばつの年は収穫が減り、トウモロコシが先に枯れ、キャッサバは残ります",
        "携帯電話：モバイル送金の代理店は手数料を取り、銀行支店へのバス旅行に代わります",
        "結果：研修のあと家庭の資産は三割増え、多くの村で活動が続きました",
        "質問：政府の補助金は信頼を損なうか、研究者は帳簿を公開すべきか",
    ),
    "sw": (
        "Vikundi vya akiba: wanawake ishirini hukutana kila wiki na kuweka sarafu katika sanduku la mbao",
        "Mikopo: wanachama hukopa kwa ajili ya mbegu, mbolea na karo ya shule, na hulipa pamoja na riba",
        "Mvua: miaka ya ukame hupunguza mavuno; mahindi hufa kwanza, mtama na mihogo hustahimili",
        "Simu: mawakala wa pesa hutoza kamisheni, na uhamisho huchukua nafasi ya safari ya basi hadi benki",
        "Matokeo: mali za kaya ziliongezeka baada ya mafunzo, na vingi vilidumu",
        "Maswali: je, ruzuku ya serikali huharibu uaminifu, na watafiti wachapishe daftari hadharani",
    ),
    "fr": (
        "Groupes d’épargne : vingt femmes se réunissent chaque semaine et mettent des pièces dans une caisse en bois",
        "Prêts : les membres empruntent pour les semences, l’engrais et l’école, et remboursent avec un intérêt",
        "Pluie : les années de sécheresse réduisent la récolte ; le maïs meurt d’abord, le sorgho survit",
        "Téléphones : les agents prennent une commission, et le transfert remplace le trajet en car jusqu’à la banque",
        "Résultats : le patrimoine des ménages a augmenté d’un tiers après la formation",
        "Questions : une subvention de l’État nuit-elle à la confiance, et faut-il publier les registres",
    ),
}
ASIDES: Mapping[str, Sequence[str]] = {
    "am": ("እንግዲህ እንደምታዩት ይህ በጣም ጠቃሚ ነው", "ባለፈው ዓመት ከጓደኛዬ ጋር ስንነጋገር ነበር", "አሁን ትንሽ ላብራራ"),
    "ar": ("كما ترون هذا مهم جدا بالنسبة لنا", "تحدثت في العام الماضي مع صديق قديم", "دعوني أشرح ذلك قليلا"),
    "he": ("כמו שאתם רואים זה חשוב מאוד בשבילנו", "בשנה שעברה דיברתי עם חבר ותיק", "תנו לי להסביר קצת"),
    "hi": ("जैसा आप देख रहे हैं यह हमारे लिए बहुत ज़रूरी है", "पिछले साल मैंने एक पुराने मित्र से बात की", "मुझे थोड़ा समझाने दीजिए"),
    "zh": ("大家可以看到这一点对我们非常重要", "去年我和一位老朋友聊过", "让我稍微解释一下"),
    "ja": ("ご覧のとおりこれはとても大切なことです", "去年、昔の友人と話しました", "少し説明させてください"),
    "sw": (
        "kama mnavyoona jambo hili ni muhimu sana kwetu",
        "mwaka jana nilizungumza na rafiki yangu",
        "niruhusu nieleze kidogo",
    ),
    "fr": (
        "comme vous le voyez, c’est très important pour nous",
        "l’an dernier j’en ai parlé avec un vieil ami",
        "laissez-moi expliquer",
    ),
}
UNSPACED = ("zh", "ja")
# How often each slide is spoken about: an even split is wrong about most of the time.
LENGTHS = (1, 2, 2, 12, 3, 10)
MISHEARD = 0.1
WORD_MS, PAUSE_MS = 400, 500
BETTER_THAN_EVEN, RIGHT = 0.4, 0.8


@dataclass(frozen=True)
class Spoken:
    """Captions, and when each slide begins in them."""

    said: Said
    starts_ms: Sequence[int]
    duration_ms: int


def spoken(language: str) -> Spoken:
    """Speak about each slide: some of its words at a time, one in ten of them misheard, and asides in between."""
    chance = random.Random(language)
    captions: list[Caption] = []
    starts: list[int] = []
    now_ms = 0
    for shown, times in zip(SLIDES[language], LENGTHS, strict=True):
        starts.append(now_ms)
        for _ in range(times):
            for text in (phrase(shown, language, chance), chance.choice(ASIDES[language])):
                length_ms = WORD_MS * max(2, len(text) // 2 if language in UNSPACED else len(text.split()))
                captions.append(Caption(now_ms, now_ms + length_ms, text))
                now_ms += length_ms + PAUSE_MS
    return Spoken(Said(tuple(captions)), starts, now_ms)


def phrase(text: str, language: str, chance: random.Random) -> str:
    """Return some words of the text that follow each other; where no spaces part them, some characters."""
    pieces = list(text) if language in UNSPACED else text.split()
    length = max(2, len(pieces) // 2)
    first = chance.randrange(len(pieces) - length + 1)
    other = [*"".join(ASIDES[language])] if language in UNSPACED else " ".join(ASIDES[language]).split()
    heard = [chance.choice(other) if chance.random() < MISHEARD else piece for piece in pieces[first : first + length]]
    return ("" if language in UNSPACED else " ").join(heard)


def talk_of(deck: str, said: Spoken, language: str | None) -> Talk:
    slides = [TimedSlide(text.partition("：")[0].partition(":")[0].strip(), text) for text in SLIDES[deck]]
    return Talk(said.duration_ms, slides, said=said.said, language=language)


def share_right(timeline: Timeline, truth: Spoken) -> float:
    """Return the share of the time at which the right slide is shown."""
    bounds = [*truth.starts_ms, truth.duration_ms]
    right_ms = sum(
        max(0, min(cue.end_ms, end_ms) - max(cue.start_ms, start_ms))
        for cue in timeline.cues
        for slide, (start_ms, end_ms) in enumerate(pairwise(bounds))
        if cue.slide == slide
    )
    return right_ms / truth.duration_ms


@pytest.mark.parametrize("is_named", [True, False], ids=["named", "guessed"])
@pytest.mark.parametrize("language", SLIDES)
def test_a_talk_in_this_language_is_aligned(language: str, is_named: bool) -> None:
    said = spoken(language)
    talk = talk_of(language, said, language if is_named else None)
    timeline = plan(talk)
    assert isinstance(timeline, Timeline), timeline
    even = plan_even(talk)
    assert isinstance(even, Timeline)
    right = share_right(timeline, said)
    assert right > RIGHT
    assert right > share_right(even, said) + BETTER_THAN_EVEN


@pytest.mark.parametrize(
    ("deck", "said"),
    [("am", "ar"), ("ar", "he"), ("he", "hi"), ("hi", "zh"), ("zh", "sw"), ("ja", "am"), ("sw", "fr"), ("fr", "ja")],
)
def test_captions_in_another_language_than_the_deck_are_noticed(deck: str, said: str) -> None:
    for language in (None, deck, said):
        answer = plan(talk_of(deck, spoken(said), language))
        why = f"the captions are in another language ({said}) than the slides ({deck})"
        assert answer == PassedOver(why, doubts_captions=True)


def test_characters_that_chinese_and_japanese_share_tell_the_slide() -> None:
    said = spoken("ja")
    timeline = plan(talk_of("zh", said, None))
    assert isinstance(timeline, Timeline)
    even = plan_even(talk_of("zh", said, None))
    assert isinstance(even, Timeline)
    assert share_right(timeline, said) > share_right(even, said) + 0.3
