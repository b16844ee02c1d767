"""Text with times, as organisers hand it in: WebVTT and SubRip (SRT).

It is read here: the libraries that read both formats (webvtt-py, pysubs2) forget on which line a thing stands.
"""
