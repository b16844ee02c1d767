"""How much a sandbox may take, and what in it is over that. Pure: nothing is read here."""

from dataclasses import dataclass

from workers.sandbox.tree import Usage

MEGABYTE = 1024 * 1024
# What a program that sits idle uses all the same, as a share of one core.
IDLE_SHARE = 0.002


@dataclass(frozen=True)
class Limits:
    """What one run of a program and all that it starts may take together.

    `seconds` and `cpu_seconds` are for the whole run. A sign of life is anything on standard output: without one, it
    may use `quiet_cpu_s`, or sit idle for `idle_s`. `memory_mb` is what is resident, with the files in memory,
    `address_mb` the addresses of one process, `file_mb` one file, `written_mb` all that is written; `printed_mb` is
    standard output, and so is standard error, of which only the end is kept. Bytes that wait in `sockets` are memory,
    too, which can be bounded only so.
    """

    seconds: float = 600.0
    cpu_seconds: float = 600.0
    quiet_cpu_s: float = 600.0
    idle_s: float = 30.0
    memory_mb: int = 1_792
    address_mb: int = 4_096
    processes: int = 64
    threads: int = 2_048
    sockets: int = 200
    file_mb: int = 16_384
    written_mb: int = 20_480
    files: int = 20_000
    printed_mb: int = 64


@dataclass(frozen=True)
class Quiet:
    """How long nothing was heard of a program (s), and how much CPU it has used since (s)."""

    seconds: float
    cpu_s: float


def too_slow(limits: Limits, usage: Usage, running_s: float, quiet: Quiet) -> str | None:
    """Return which limit of time is over, in words, or None."""
    if running_s > limits.seconds:
        return f"it had {limits.seconds:g} s"
    if usage.cpu_s > limits.cpu_seconds:
        return f"it had {limits.cpu_seconds:g} s of computing"
    if quiet.cpu_s > limits.quiet_cpu_s:
        return f"one part of it took more than {limits.quiet_cpu_s:g} s of computing"
    if quiet.seconds > limits.idle_s and quiet.cpu_s < IDLE_SHARE * quiet.seconds:
        return f"it did nothing for {limits.idle_s:g} s"
    return None


def too_much(limits: Limits, usage: Usage, files: int, file_bytes: int) -> str | None:
    """Return which other limit is over, in words, or None; `files` of `file_bytes` in all lie in its folder."""
    taken = (
        (usage.processes, limits.processes, "processes", 1),
        (usage.threads, limits.threads, "threads", 1),
        (usage.sockets, limits.sockets, "sockets", 1),
        (usage.resident_bytes + usage.scratch_bytes, limits.memory_mb, "MB of memory", MEGABYTE),
        (max(usage.written_bytes, file_bytes), limits.written_mb, "MB of files", MEGABYTE),
        (files + usage.scratch_files, limits.files, "files", 1),
    )
    over = (f"it took more than {most} {what}" for found, most, what, unit in taken if found > most * unit)
    return next(over, None)
