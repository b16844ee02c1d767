"""Of what is read from a picture, a slide with own text gets only what that does not say."""

from workers.ocr.added import added

OWN = "Savings groups that last\nTwenty women meet every week under the tree"


def test_a_slide_without_own_text_gets_all() -> None:
    assert added("Seed\nRain", " \n") == "Seed\nRain"


def test_lines_that_the_slide_says_itself_are_left_out_though_some_letters_are_read_wrong() -> None:
    read = "SAVINGS GROUPS\nSavings groups that 1ast\nTwenty wornen meet every week\nFigure: deposits by month"
    assert added(read, OWN) == "Figure: deposits by month"


def test_accents_and_spaces_do_not_count() -> None:
    assert added("Épargne et crédit", "Epargne  et\ncredit") == ""
    assert added("气候变化", "气候变化与农业") == ""
    assert added("节约用水", "气候变化与农业") == "节约用水"
