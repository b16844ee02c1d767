"""Slides drawn without a font, and frames of a video that shows them: 480 px wide and grey."""

import cv2
import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.uint8]
WIDTH, HEIGHT = 480, 270


def slide(number: int) -> Grey:
    """Return a slide with a title, lines and boxes of its own on white."""
    chance = np.random.default_rng(number)
    page = np.full((HEIGHT, WIDTH), 245, np.uint8)
    cv2.putText(page, f"Title {number * 37}", (20, 40), cv2.FONT_HERSHEY_SIMPLEX, 1.1, 20, 2)
    for line in range(5):
        words = "".join(chr(97 + int(letter)) for letter in chance.integers(0, 26, 14))
        cv2.putText(page, words, (20, 85 + line * 32), cv2.FONT_HERSHEY_SIMPLEX, 0.6, 40, 1)
    for _ in range(6):
        left, top = (int(chance.integers(280, 440)), int(chance.integers(60, 230)))
        shade = int(chance.integers(0, 200))
        cv2.rectangle(page, (left, top), (left + int(chance.integers(8, 40)), top + 25), shade, -1)
    return page


def in_window(page: Grey, left: int = 90, top: int = 50, width: int = 300) -> Grey:
    """Return a frame of a desktop that shows the slide in a window."""
    frame = np.tile(np.linspace(60, 140, WIDTH).astype(np.uint8), (HEIGHT, 1))
    small = cv2.resize(page, (width, round(width * HEIGHT / WIDTH)), interpolation=cv2.INTER_AREA)
    frame[top : top + small.shape[0], left : left + width] = small
    return frame


def with_speaker(page: Grey, moment: int) -> Grey:
    """Return a frame in whose corner somebody moves."""
    frame = page.copy()
    tile = np.random.default_rng(1000 + moment).integers(0, 255, (9, 13), dtype=np.uint8)
    frame[180:270, 350:480] = cv2.resize(tile, (130, 90), interpolation=cv2.INTER_CUBIC)
    return frame


def on_a_wall(page: Grey) -> Grey:
    """Return a frame of a camera that stands at the side of the room."""
    corners = np.array([[80, 30], [400, 60], [395, 215], [85, 240]], np.float32)
    whole = np.array([[0, 0], [WIDTH, 0], [WIDTH, HEIGHT], [0, HEIGHT]], np.float32)
    bent = cv2.warpPerspective(page, cv2.getPerspectiveTransform(whole, corners), (WIDTH, HEIGHT))
    return (bent * 0.7 + 20).astype(np.uint8)
