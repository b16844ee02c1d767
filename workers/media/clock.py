"""Timestamps of decoded sound as a clock that can be trusted, as an expression for ffmpeg's asetpts.

Sound goes on where it ended, whatever its timestamps say, but for a pause: where they are later than that by more than
NOTICED_S, the time between is silence, which `aresample` fills in. A pause of more than LONGEST_PAUSE_S is not
believed: the sound goes on at once, and the leap is printed, in seconds, on a line of its own. Where timestamps begin
again, as in Ogg streams one after the other, the sound goes on too. Nothing is ever left out: sound that is early for
its timestamps is late from then on, until the next pause, which is shorter by as much.
"""

import re

NOTICED_S = 0.1
# ffmpeg holds a pause in memory: half an hour of it takes less than a gigabyte.
LONGEST_PAUSE_S = 1_800
RESTART_S = 1

# ld(n) is what st(n) kept at the frame before, at first 0. After the last frame the expression is evaluated once more,
# with a PTS that is none: what is printed waits for the next frame.
_SHIFT, _END, _INPUT_END, _MEANT, _TIME, _LEAP = range(6)
_LATE = f"ld({_MEANT})-ld({_END})"
_GO_ON_FROM_HERE = f"st({_SHIFT},ld({_END})-PTS)*0+ld({_END})"
CLOCK = ";".join(
    (
        f"if(ld({_LEAP}),st({_LEAP},0*print(ld({_LEAP}))))",
        f"st({_MEANT},PTS+ld({_SHIFT}))",
        f"if(gt({_LATE},{LONGEST_PAUSE_S}*SR),st({_LEAP},({_LATE})/SR))",
        f"st({_TIME},if(isnan(PTS),ld({_END}),"
        f"if(gt({_LATE},{LONGEST_PAUSE_S}*SR)+lt(PTS,ld({_INPUT_END})-{RESTART_S}*SR),{_GO_ON_FROM_HERE},"
        f"if(gt({_LATE},{NOTICED_S}*SR),ld({_MEANT}),ld({_END})))))",
        f"st({_END},ld({_TIME})+S)",
        f"st({_INPUT_END},if(isnan(PTS),ld({_INPUT_END}),PTS)+S)",
        f"ld({_TIME})",
    )
)


def parse_leaps_ms(printed: str) -> tuple[int, ...]:
    """The leaps that were not believed, from what ffmpeg printed while the expression was at work."""
    return tuple(round(float(seconds) * 1000) for seconds in re.findall(r"^(\d{1,12}\.\d{6})$", printed, re.MULTILINE))
