"""What the tests' own seminar looks like, and how long it is."""

COLOURS = ((200, 30, 30), (30, 160, 60), (40, 60, 200), (220, 180, 20))
HIDDEN = 2
SECONDS = 6
