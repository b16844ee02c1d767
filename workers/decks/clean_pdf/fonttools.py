"""What is used of fontTools. It ships no types that a checker can use, so here they are Any."""

from importlib import import_module
from typing import Any

_fonts: Any = import_module("fontTools.ttLib")
_programs: Any = import_module("fontTools.misc.psCharStrings")

CFFFontSet: Any = import_module("fontTools.cffLib").CFFFontSet
FontBuilder: Any = import_module("fontTools.fontBuilder").FontBuilder
SFNTWriter: Any = import_module("fontTools.ttLib.sfnt").SFNTWriter
CharStringCompileError: Any = _programs.CharStringCompileError
SimpleT2Decompiler: Any = _programs.SimpleT2Decompiler
T1CharString: Any = _programs.T1CharString
T1OutlineExtractor: Any = _programs.T1OutlineExtractor
T2CharString: Any = _programs.T2CharString
T2CharStringPen: Any = import_module("fontTools.pens.t2CharStringPen").T2CharStringPen
TTFont: Any = _fonts.TTFont
TTLibError: Any = _fonts.TTLibError
decrypt: Any = import_module("fontTools.misc.eexec").decrypt

STANDARD_ENCODING: list[str] = import_module("fontTools.encodings.StandardEncoding").StandardEncoding
"""The name of the glyph for each code."""
