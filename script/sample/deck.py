"""Draws the sample seminar's slides. What is said to each is its speaker notes."""

from collections.abc import Sequence

from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.presentation import Presentation as Deck
from pptx.shapes.autoshape import Shape
from pptx.slide import Slide
from pptx.text.text import _Paragraph as Paragraph
from pptx.util import Inches, Pt

INK = RGBColor(0x22, 0x2E, 0x2B)
GREEN = RGBColor(0x0B, 0x4F, 0x45)
MINT = RGBColor(0xDD, 0xEC, 0xE4)
CREAM = RGBColor(0xFC, 0xF8, 0xEF)
WHITE = RGBColor(0xFF, 0xFF, 0xFF)
CLAY = RGBColor(0xBF, 0x4E, 0x36)
GOLD = RGBColor(0xE9, 0xB4, 0x4C)
GREY = RGBColor(0x5C, 0x6B, 0x66)

SERIF = "Cambria"
SANS = "Calibri"
WIDTH, HEIGHT = 13.333, 7.5
MARGIN = 0.8
TITLE_ONLY = 5

Box = tuple[float, float, float, float]
"""Left, top, width, height in inches."""


def draw() -> Deck:
    """The deck, without slide times."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(WIDTH), Inches(HEIGHT)
    deck.core_properties.title = "Savings groups that last"
    deck.core_properties.author = "Hana Tesfaye and Luis Moreno"
    for add in (opening, welcome, meeting, survival, habits, prices, warnings, closing):
        add(deck)
    return deck


def notes_of(slide: Slide) -> str:
    return slide.notes_slide.notes_placeholder.text


def opening(deck: Deck) -> None:
    slide = new_slide(
        deck,
        "Savings groups that last",
        "Welcome. This is a talk about savings groups: twenty or thirty neighbours, one box, and a few rules. "
        "We ask why some of them last for many years.",
        background=GREEN,
        title_box=(MARGIN, 1.7, 7.0, 2.1),
        title_size=60,
    )
    write(slide, (MARGIN, 3.95, 6.8, 1.2), [("What villages taught us about money", 30, MINT)])
    write(
        slide, (MARGIN, 5.75, 6.8, 1.1), [("Hana Tesfaye · Luis Moreno", 26, GOLD), ("Microfinance seminars", 24, MINT)]
    )
    savings_box(slide, left=8.3, top=2.1)


def welcome(deck: Deck) -> None:
    slide = new_slide(
        deck,
        "Welcome, all of you",
        "Our members speak many languages. So welcome: in Arabic, Chinese, Hebrew, Russian, Hindi and Amharic.",
    )
    greetings = [
        ("أهلاً وسهلاً", "Arabic", "ar-EG"),
        ("欢迎", "Chinese", "zh-CN"),
        ("ברוכים הבאים", "Hebrew", "he-IL"),
        ("Добро пожаловать", "Russian", "ru-RU"),
        ("स्वागत है", "Hindi", "hi-IN"),
        ("እንኳን ደህና መጡ", "Amharic", "am-ET"),
    ]
    for place, (greeting, language, tag) in enumerate(greetings):
        box = (MARGIN + place % 3 * 4.0, 2.05 + place // 3 * 2.5, 3.75, 2.2)
        card(slide, box, WHITE)
        left, top, width, _ = box
        written = write(
            slide,
            (left, top + 0.15, width, 1.3),
            [(greeting, 34, GREEN)],
            PP_ALIGN.CENTER,
            font="Arial",
            anchor=MSO_ANCHOR.MIDDLE,
        )
        in_language(written, tag)
        write(slide, (left, top + 1.5, width, 0.6), [(language, 24, GREY)], PP_ALIGN.CENTER)


def meeting(deck: Deck) -> None:
    slide = new_slide(
        deck,
        "One meeting, four steps",
        "Every meeting has the same four steps. Members save. The group lends. Loans are repaid. "
        "And once a year, everything is shared out.",
    )
    steps = [
        ("Save", "Everyone buys shares"),
        ("Lend", "Small loans from the box"),
        ("Repay", "With a little interest"),
        ("Share out", "Once a year, to the last coin"),
    ]
    for place, (step, explained) in enumerate(steps):
        left = MARGIN + place * 3.03
        card(slide, (left, 2.9, 2.65, 3.3), WHITE)
        badge = shape(slide, MSO_SHAPE.OVAL, (left + 0.775, 2.35, 1.1, 1.1), CLAY if place == 3 else GREEN)
        label(badge, str(place + 1), 34, WHITE)
        write(slide, (left, 3.65, 2.65, 0.8), [(step, 34, GREEN)], PP_ALIGN.CENTER, font=SERIF, bold=True)
        write(slide, (left + 0.1, 4.5, 2.45, 1.6), [(explained, 28, INK)], PP_ALIGN.CENTER)
        if place:
            shape(slide, MSO_SHAPE.CHEVRON, (left - 0.31, 4.3, 0.24, 0.5), GOLD)


def survival(deck: Deck) -> None:
    slide = new_slide(
        deck,
        "Most groups still meet after eight years",
        "Of one hundred groups, eighty seven still meet after three years, and seventy four after eight. "
        "Very few small businesses do as well.",
    )
    figures = CategoryChartData()
    figures.categories = ["1 year", "2 years", "3 years", "5 years", "8 years"]
    figures.add_series("Groups still meeting, of 100", (96, 91, 87, 81, 74))
    frame = slide.shapes.add_chart(
        XL_CHART_TYPE.COLUMN_CLUSTERED, Inches(MARGIN), Inches(1.85), Inches(7.9), Inches(5.1), figures
    )
    chart = frame.chart
    chart.has_legend, chart.has_title = False, False
    chart.font.size, chart.font.name, chart.font.color.rgb = Pt(24), SANS, INK
    chart.value_axis.visible = False
    chart.value_axis.has_major_gridlines = False
    chart.value_axis.minimum_scale, chart.value_axis.maximum_scale = 0, 110
    chart.category_axis.format.line.color.rgb = GREY
    plot = chart.plots[0]
    plot.gap_width = 45
    plot.has_data_labels = True
    plot.data_labels.position = XL_LABEL_POSITION.OUTSIDE_END
    plot.data_labels.font.size, plot.data_labels.font.bold = Pt(28), True
    columns = plot.series[0]
    columns.format.fill.solid()
    columns.format.fill.fore_color.rgb = GREEN
    last = columns.points[4].format.fill
    last.solid()
    last.fore_color.rgb = CLAY

    card(slide, (9.15, 2.05, 3.4, 4.7), MINT)
    write(slide, (9.15, 2.25, 3.4, 1.5), [("74", 88, CLAY)], PP_ALIGN.CENTER, font=SERIF, bold=True)
    told = [("of 100 groups still meet in their eighth year", 28, INK), ("Made-up figures", 22, GREY)]
    write(slide, (9.35, 3.95, 3.0, 2.7), told, PP_ALIGN.CENTER, space_pt=10)


def habits(deck: Deck) -> None:
    slide = new_slide(
        deck,
        "Three habits of groups that last",
        "Groups that last have three habits. They count the money together, aloud. "
        "They lend small sums for a short time. And they write their own rules.",
    )
    rows = [
        ("Count together", "Aloud, at every meeting, before the box is locked", GREEN),
        ("Lend small", "Three months, and never more than three times your shares", CLAY),
        ("Write the rules", "Your own, in your own language, read out once a year", GOLD),
    ]
    for place, (habit, explained, colour) in enumerate(rows):
        top = 2.05 + place * 1.65
        card(slide, (MARGIN, top, WIDTH - 2 * MARGIN, 1.4), WHITE)
        shape(slide, MSO_SHAPE.RECTANGLE, (MARGIN, top, 0.22, 1.4), colour)
        write(slide, (1.4, top + 0.1, 3.7, 1.2), [(habit, 34, GREEN)], font=SERIF, bold=True, anchor=MSO_ANCHOR.MIDDLE)
        write(slide, (5.2, top + 0.1, 7.0, 1.2), [(explained, 28, INK)], anchor=MSO_ANCHOR.MIDDLE)


def prices(deck: Deck) -> None:
    slide = new_slide(
        deck,
        "What a loan of 100 costs",
        "A loan from the group costs more than a bank, and far less than a money lender. "
        "But the bank is two hours away, and the interest stays in the village.",
    )
    rows = [
        ("", "Group", "Bank", "Lender"),
        ("Interest, a month", "5", "3", "20"),
        ("The way there", "10 min", "2 h", "30 min"),
        ("Papers to bring", "None", "Six", "None"),
        ("Interest goes to", "Yourselves", "The bank", "The lender"),
    ]
    frame = slide.shapes.add_table(len(rows), 4, Inches(MARGIN), Inches(2.05), Inches(WIDTH - 2 * MARGIN), Inches(4.6))
    for column, width in enumerate((4.233, 2.5, 2.5, 2.5)):
        frame.table.columns[column].width = Inches(width)
    for row, words in enumerate(rows):
        for column, word in enumerate(words):
            cell = frame.table.cell(row, column)
            cell.vertical_anchor = MSO_ANCHOR.MIDDLE
            cell.margin_left = cell.margin_right = Inches(0.25)
            cell.fill.solid()
            cell.fill.fore_color.rgb = GREEN if row == 0 else MINT if column == 1 else WHITE
            paragraph = cell.text_frame.paragraphs[0]
            paragraph.alignment = PP_ALIGN.LEFT if column == 0 else PP_ALIGN.CENTER
            add_run(paragraph, word, 28, WHITE if row == 0 else INK, SANS, bold=row == 0 or column == 1)


def warnings(deck: Deck) -> None:
    slide = new_slide(
        deck,
        "Warning signs, and what helps",
        "Watch for three signs: one person holds all the keys, loans are renewed and never repaid, "
        "or only a few ever speak. Each of them has a simple answer.",
    )
    rows = [
        ("One person holds the keys", "Three locks, three keepers"),
        ("Loans renewed, never repaid", "No new loan before the old one is back"),
        ("Only a few ever speak", "Everyone says the balance aloud"),
    ]
    half = (WIDTH - 2 * MARGIN - 0.5) / 2
    for place, (sign, answer) in enumerate(rows):
        top = 2.05 + place * 1.65
        for left, words, fill, colour in (
            (MARGIN, sign, CLAY, WHITE),
            (MARGIN + half + 0.5, answer, MINT, INK),
        ):
            card(slide, (left, top, half, 1.4), fill)
            write(slide, (left + 0.3, top, half - 0.6, 1.4), [(words, 30, colour)], anchor=MSO_ANCHOR.MIDDLE)
        shape(slide, MSO_SHAPE.RIGHT_ARROW, (MARGIN + half + 0.06, top + 0.51, 0.38, 0.38), GOLD)


def closing(deck: Deck) -> None:
    slide = new_slide(
        deck,
        "Start small.\nCount together.\nShare out every year.",
        "So: start small, count together, and share out every year. Thank you for listening. "
        "We look forward to your questions.",
        background=GREEN,
        title_box=(MARGIN, 1.5, 7.4, 3.2),
        title_size=46,
    )
    told = [("Thank you. Your questions:", 28, MINT), ("seminars@example.org", 30, GOLD)]
    write(slide, (MARGIN, 5.2, 7.2, 1.4), told)
    savings_box(slide, left=8.6, top=2.1)


def new_slide(
    deck: Deck,
    title: str,
    notes: str,
    background: RGBColor = CREAM,
    title_box: Box = (MARGIN, 0.65, WIDTH - 2 * MARGIN, 1.0),
    title_size: int = 42,
) -> Slide:
    slide = deck.slides.add_slide(deck.slide_layouts[TITLE_ONLY])
    slide.background.fill.solid()
    slide.background.fill.fore_color.rgb = background
    left, top, *_ = title_box
    shape(slide, MSO_SHAPE.RECTANGLE, (left, top - 0.25, 1.3, 0.09), GOLD)
    heading = slide.shapes.title
    heading.left, heading.top, heading.width, heading.height = map(Inches, title_box)
    frame = heading.text_frame
    frame.word_wrap, frame.vertical_anchor = True, MSO_ANCHOR.TOP
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    paragraph = frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.LEFT
    colour = CREAM if background == GREEN else GREEN
    for place, line in enumerate(title.split("\n")):
        if place:
            paragraph.add_line_break()
        add_run(paragraph, line, title_size, colour, SERIF, bold=True)
    slide.notes_slide.notes_placeholder.text = notes
    return slide


def savings_box(slide: Slide, left: float, top: float) -> None:
    """The group's box: three padlocks for three keepers, and coins on their way in. 4.2 by 3.8 inches."""
    for x, y, size in ((1.05, 0.0, 0.75), (2.0, 0.35, 0.6), (2.75, 0.05, 0.5)):
        coin = shape(slide, MSO_SHAPE.OVAL, (left + x, top + y, size, size), GOLD)
        coin.line.color.rgb, coin.line.width = CREAM, Pt(3)
    shape(slide, MSO_SHAPE.RECTANGLE, (left + 0.15, top + 1.55, 3.9, 2.2), CLAY)
    shape(slide, MSO_SHAPE.ROUNDED_RECTANGLE, (left, top + 1.1, 4.2, 0.75), RGBColor(0xA3, 0x3F, 0x2A))
    shape(slide, MSO_SHAPE.ROUNDED_RECTANGLE, (left + 1.5, top + 1.3, 1.2, 0.16), RGBColor(0x5E, 0x22, 0x16))
    for x in (0.6, 1.75, 2.9):
        shackle = shape(slide, MSO_SHAPE.BLOCK_ARC, (left + x + 0.1, top + 1.95, 0.5, 0.8), CREAM)
        shackle.adjustments[2] = 0.16
        shape(slide, MSO_SHAPE.ROUNDED_RECTANGLE, (left + x, top + 2.35, 0.7, 0.6), GOLD)
        shape(slide, MSO_SHAPE.OVAL, (left + x + 0.27, top + 2.55, 0.16, 0.2), GREEN)


def card(slide: Slide, box: Box, fill: RGBColor) -> Shape:
    made = shape(slide, MSO_SHAPE.ROUNDED_RECTANGLE, box, fill)
    made.adjustments[0] = 0.12 / min(box[2], box[3])
    return made


def shape(slide: Slide, kind: MSO_SHAPE, box: Box, fill: RGBColor) -> Shape:
    made = slide.shapes.add_shape(kind, *map(Inches, box))
    made.fill.solid()
    made.fill.fore_color.rgb = fill
    made.line.fill.background()
    made.shadow.inherit = False
    return made


def label(inside: Shape, text: str, size_pt: int, colour: RGBColor) -> None:
    paragraph = inside.text_frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.CENTER
    add_run(paragraph, text, size_pt, colour, SERIF, bold=True)


def write(
    slide: Slide,
    box: Box,
    lines: Sequence[tuple[str, int, RGBColor]],
    alignment: PP_ALIGN = PP_ALIGN.LEFT,
    font: str = SANS,
    bold: bool = False,
    anchor: MSO_ANCHOR = MSO_ANCHOR.TOP,
    space_pt: int = 2,
) -> Shape:
    """A text box with one paragraph a line: its words, size in points and colour."""
    made = slide.shapes.add_textbox(*map(Inches, box))
    frame = made.text_frame
    frame.word_wrap, frame.vertical_anchor = True, anchor
    frame.margin_left = frame.margin_right = 0
    for place, (words, size_pt, colour) in enumerate(lines):
        paragraph = frame.add_paragraph() if place else frame.paragraphs[0]
        paragraph.alignment, paragraph.space_after = alignment, Pt(space_pt)
        add_run(paragraph, words, size_pt, colour, font, bold)
    return made


def add_run(paragraph: Paragraph, words: str, size_pt: int, colour: RGBColor, font: str, bold: bool) -> None:
    run = paragraph.add_run()
    run.text = words
    run.font.size, run.font.bold, run.font.name = Pt(size_pt), bold, font
    run.font.color.rgb = colour


def in_language(written: Shape, tag: str) -> None:
    """Marks the text's language, names its font for every kind of script, and sets its direction."""
    for paragraph in written.text_frame.paragraphs:
        if tag[:2] in ("ar", "he"):
            paragraph._p.get_or_add_pPr().set("rtl", "1")
        for run in paragraph.runs:
            properties = run._r.get_or_add_rPr()
            properties.set("lang", tag)
            for script in ("a:ea", "a:cs"):
                properties.append(properties.makeelement(qn(script), {"typeface": run.font.name}))
