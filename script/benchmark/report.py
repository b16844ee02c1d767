"""The figures as a page for people: targets and ratios first, seconds second."""

from collections.abc import Iterator

from benchmark import prose
from benchmark.figures import ALONE, LONG, SERVED, SHORT, Figures
from benchmark.tables import kilobytes, megabytes, seconds, table, times
from benchmark.targets import MB_PER_HOUR, Verdict, verdicts
from benchmark.watching import MODULE_BYTES, PAGE_BYTES, WATCHED_BYTES

MS_PER_HOUR = 3_600_000


def report(figures: Figures) -> str:
    """The page."""
    sections = (_head, _targets, _builds, _rivals, _floor, _bytes, _watching, _edits, _sound, _complexities)
    return "\n\n".join(part for section in sections for part in section(figures)) + "\n"


def _head(figures: Figures) -> Iterator[str]:
    yield "# Benchmarks"
    yield prose.HEAD.format(
        on=figures.machine,
        minutes=figures.took_ms / 60_000,
        memory_gb=figures.machine.memory_bytes / 1e9,
        slides=figures.talks[figures.edited].slides,
    )


def _targets(figures: Figures) -> Iterator[str]:
    yield "## Targets"
    found = verdicts(figures)
    yield table(("target", "limit", "measured", ""), (_row(verdict) for verdict in found))
    missed = [verdict for verdict in found if verdict.met is False]
    if missed:
        yield "What stands in the way of those that are missed:"
        yield "\n".join(f"- {each.target.words}: {each.target.in_the_way or 'not looked into yet.'}" for each in missed)


def _row(verdict: Verdict) -> tuple[str, str, str, str]:
    target = verdict.target
    limit = f"{'≥' if target.at_least else '≤'} {target.limit:g} {target.unit}".strip()
    measured = "not measured" if verdict.measured is None else f"{verdict.measured:.3g} {target.unit}".strip()
    return target.words, limit, measured, {True: "met", False: "**missed**", None: ""}[verdict.met]


def _builds(figures: Figures) -> Iterator[str]:
    yield "## Full builds"
    head = ("talk", "faster than real time", "CPU per hour of talk", "wall", "CPU", "peak memory", "largest process")
    rows: list[tuple[str, ...]] = []
    for name, talk in figures.talks.items():
        cost = talk.built.cost
        rows.append((
            name,
            times(talk.duration_ms / cost.wall_ms),
            seconds(cost.cpu_ms * MS_PER_HOUR / talk.duration_ms),
            *(seconds(cost.wall_ms), seconds(cost.cpu_ms)),
            *(megabytes(cost.peak_tree_bytes), megabytes(cost.peak_process_bytes)),
        ))  # fmt: skip
    yield table(head, rows)
    for name, talk in figures.talks.items():
        yield f"Steps of {name}: {_steps(talk.built.steps_ms)}."


def _rivals(figures: Figures) -> Iterator[str]:
    if not figures.rivals:
        return
    yield "## Beside other ways"
    yield prose.RIVALS.format(talk=SHORT)
    ours = figures.talks[SHORT]
    head = ("way", "wall", "CPU", "wall, s", "CPU, s", "peak memory")
    costs = {"this engine": ours.built.cost} | {name: rival.cost for name, rival in figures.rivals.items()}
    yield table(
        head,
        (
            (
                name,
                times(cost.wall_ms / ours.built.cost.wall_ms),
                times(cost.cpu_ms / ours.built.cost.cpu_ms),
                *(seconds(cost.wall_ms), seconds(cost.cpu_ms), megabytes(cost.peak_tree_bytes)),
            )
            for name, cost in costs.items()
        ),
    )
    made = {"this engine": ours.renditions} | {name: rival.renditions for name, rival in figures.rivals.items()}
    yield "MB per hour, and what must be loaded before the first sound:"
    yield table(
        ("variant", *made),
        (
            (
                f"`{variant}`",
                *(
                    f"{each[variant].mb_per_hour:.1f}, {kilobytes(each[variant].startup.sound_bytes)}"
                    for each in made.values()
                ),
            )
            for variant in ours.renditions
        ),
    )


def _floor(figures: Figures) -> Iterator[str]:
    yield "## The floor"
    cost = figures.talks[figures.edited].built.cost
    total = figures.floor.total_ms
    yield prose.FLOOR.format(talk=figures.edited, ratio=times(cost.cpu_ms / total))
    rows = [(name, seconds(cpu_ms)) for name, cpu_ms in figures.floor.cpu_ms.items()]
    yield table(("encoder", "CPU"), [*rows, ("floor", seconds(total)), ("build", seconds(cost.cpu_ms))])


def _bytes(figures: Figures) -> Iterator[str]:
    yield "## Bytes"
    talk = figures.talks[figures.edited]
    yield prose.BYTES.format(talk=figures.edited)
    rows: list[tuple[str, ...]] = []
    for name, each in talk.renditions.items():
        start = each.startup
        skipping = kilobytes(start.sound_bytes - start.index_bytes) if start.index_bytes else ""
        picture = kilobytes(start.picture_bytes)
        weight = (f"{each.mb_per_hour:.2f}", f"{MB_PER_HOUR[name]:g}")
        rows.append((f"`{name}`", *weight, kilobytes(start.sound_bytes), skipping, picture))
    head = ("variant", "MB per hour", "at most", "to the first sound", "without the index", "to the first picture")
    yield table(head, rows)
    yield prose.THIN.format(
        picture=kilobytes(talk.first_slide_bytes), slides=talk.slides, slides_mb=talk.slides_bytes / 1e6
    )
    if LONG in figures.talks:
        apart = {name: each.ends_apart_ms for name, each in figures.talks[LONG].renditions.items()}
        told = [f"`{name}` {ms:+.0f} ms" for name, ms in apart.items() if ms is not None]
        yield f"After {LONG}, sound ends this long after the last picture: {', '.join(told)}."


def _watching(figures: Figures) -> Iterator[str]:
    watching = figures.watching
    if not watching.times_ms:
        return
    yield "## Watching on a thin link"
    yield prose.WATCHING.format(talk=figures.edited, on=watching)
    rows = [
        (what, *map(seconds, (watching.typical_ms(what), max(times_ms))), str(len(times_ms)))
        for what, times_ms in watching.times_ms.items()
    ]
    yield table(("what is waited for", "median", "worst", "of"), rows)
    yield prose.WATCHED.format(
        on=watching,
        plain=kilobytes(watching.plain_sound_bytes),
        page=kilobytes(watching.sizes[PAGE_BYTES]),
        modules=kilobytes(watching.sizes[MODULE_BYTES]),
        watched=f"{watching.sizes[WATCHED_BYTES] / 1e6:.2f} MB",
    )


def _edits(figures: Figures) -> Iterator[str]:
    if not figures.edits:
        return
    yield "## New releases"
    yield prose.EDITS.format(talk=figures.edited)
    rows: list[tuple[str, ...]] = []
    for change, ways in figures.edits.items():
        alone = ways[ALONE]
        served = seconds(ways[SERVED].cost.wall_ms) if SERVED in ways else ""
        made = ", ".join(f"{count} {suffix}" for suffix, count in sorted(alone.made.items())) or "none"
        cost = (seconds(alone.cost.wall_ms), served, seconds(alone.cost.cpu_ms))
        rows.append((change, *cost, _steps(alone.steps_ms), made))
    yield table(("change", "alone", "served", "CPU, alone", "steps", "files made"), rows)


def _sound(figures: Figures) -> Iterator[str]:
    yield "## Sound"
    yield prose.SOUND
    rows: list[tuple[str, ...]] = []
    for name, estoi in figures.estoi.items():
        each = [talk.loudness[name] for talk in figures.talks.values()]
        quietest, loudest = min(one.integrated_lufs for one in each), max(one.integrated_lufs for one in each)
        peak = max(one.true_peak_dbtp for one in each)
        rows.append((f"`{name}`", f"{quietest:.1f} to {loudest:.1f} LUFS", f"{peak:.1f} dBTP", f"{estoi:.3f}"))
    yield table(("variant", "loudness", "true peak", "ESTOI"), rows)


def _complexities(figures: Figures) -> Iterator[str]:
    yield prose.COMPLEXITIES
    yield table(
        ("complexity", "CPU per hour of talk", "ESTOI"),
        ((str(each.complexity), seconds(each.cpu_ms_per_hour), f"{each.estoi:.3f}") for each in figures.complexities),
    )


def _steps(steps_ms: dict[str, int]) -> str:
    return ", ".join(f"{name} {ms / 1000:.1f} s" for name, ms in steps_ms.items()) or "none"
