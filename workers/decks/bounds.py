"""How much a deck's package may hold, so that LibreOffice and our readers answer soon.

Real decks of up to 187 slides have at most 1.7 MB of XML in a part, 6.8 MB in all, 80,000 elements in a part, 25 levels
of them, 540 shapes or 240 cells on a slide and 190 relations; most bounds are ten times that. LibreOffice lays out a
table in the square of its cells: 900 of them take 18.5 s. Metafiles have up to 640 records; two million take 1.8 GB.
"""

MEGABYTE = 1_000_000

ENTRIES = 50_000
XML_PART_BYTES = 20 * MEGABYTE
XML_BYTES = 100 * MEGABYTE
ELEMENTS_A_PART = 800_000
DEPTH = 250
RELATIONS_A_PART = 10_000
SHAPES_A_SLIDE = 5_000
CELLS_A_SLIDE = 1_000
CHARACTERS_A_SLIDE = 300_000
# Of what an OpenDocument file repeats by a number: spaces, columns, rows.
REPEATED = 10_000
# Hidden slides are listed too, so more than may be shown.
LISTED_TIMES_SHOWN = 5
PICTURE_MEGAPIXELS = 150
METAFILE_RECORDS = 200_000
