"""What the page says around its figures."""

HEAD = """`script/bench` wrote this page on {on.day}, in {minutes:.0f} minutes, on {on.cores} cores ({on.processor})
with {memory_gb:.0f} GB of memory, with ffmpeg {on.ffmpeg}, LibreOffice {on.libreoffice} and MoviePy {on.moviepy}.
Ratios carry over to other machines, seconds do not.

A talk is {slides} slides of text, charts and photographs (PPTX, rendered by LibreOffice), and speech by five
synthetic voices with pauses, a few minutes of it again and again, as a phone's recording (MP3, 96 kbit/s). It is
published by `mediasvc publish` into an empty data folder. CPU is the user and system time of all processes; memory
is what they had at once (PSS, looked at five times a second)."""

RIVALS = """The same five outputs of the talk of {talk}. Plain ffmpeg makes each on its own from the sources: slides
repeated at 25 frames a second by the concat demuxer, x264 as it comes (`medium`), `loudnorm`. MoviePy 2 does as its
documentation shows, at 25 frames a second, and does not level the sound. Both begin with LibreOffice's PDF and with
pages drawn at the size that is shown, as this engine does. Neither makes pictures of the slides for players,
chapters, texts or a page, which this engine's figures include."""

FLOOR = """CPU of the encoders alone, for the talk of {talk}, each with the settings that the engine's own functions
give it. Sounds and key frames: the engine's ffmpeg command, less the same input read, resampled and converted into
`-f null`; sounds side by side, as in a build. Slides: Pillow saving pictures that were drawn before. The whole build
took {ratio} the floor."""

BYTES = """Of the talk of {talk}. First sound and first picture: from the file's beginning to the end of the first
packet of it. A player that asks for ranges can leave out WebM's index."""

THIN = """On the thinnest links, the first slide's smallest picture is {picture} beside `audio-low`; the smallest
pictures of all {slides} slides are {slides_mb:.2f} MB."""

WATCHING = """Of the talk of {talk}, on {on.day}: the page that others frame, opened in Chromium in a window of 360 by
640, in a profile that knows nothing yet, over 50 kbit/s with answers that begin 400 ms late (DevTools' throttle: the
connection itself is there at once). Sound is heard from when the player's clock has moved by 20 ms. Three jumps a
visit, after 8 s of play and 4 s apart, go to places that nothing was loaded of. Without script, the browser's own
button is pressed."""

WATCHED = """{plain} of the sound had come when a browser without script was heard. As its headers say, compressed, the
page with all that it loads before the first sound takes {page}; every module that is fetched on demand, {modules}. The
lightest sound and a picture of every slide take {watched}, which the player tells as {on.told}."""

EDITS = """Of the talk of {talk}, by the command line on a data folder alone, and at a service that runs on the same
machine. Steps are those that took a tenth of a second or more; files are those that were not there yet."""

SOUND = """Loudness and true peak are of the files as they are decoded (EBU R 128), over all talks. ESTOI is 1 where
every word is understood as in the master; ranks matter, not values."""

COMPLEXITIES = "Opus of the smallest variant in other complexities; CPU with the reading of the master:"

SLIDE_TIMES = """Each method alone: the share of the time in which the right slide is shown, how far the median
change of slides is from the nearest one found to the same slide, and CPU. `script/bench timing` writes this part. It
makes talks of words that mean nothing, and reads real lectures and talks from a folder beside the project, where there
is one: they are others' work, and no part of it. Words come in captions of up to twelve.

Of {sure} cues that were said to be at least 0.9 sure, {sure_right} are right for half of their time or more. A talk of
{long} takes {cpu_s:.1f} CPU-s and, all of the program's included, {memory}."""

LISTS = """What the service took on {day} for an answer about {talks} talks on SQLite, to somebody who may see them all,
from the request to the last byte in the same process: {times} times each. They are at every stage, with two releases
each where viewers see them, in 40 series and of 200 people. Questions are those that the database is asked, who asks
among them. Pages and the table go out compressed. `script/bench lists` measures it in a minute and writes this part."""
