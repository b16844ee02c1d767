"""Finds in a video which slides it shows. For the sandbox. How: docs/decisions/0061-slide-times-from-the-video.md."""
