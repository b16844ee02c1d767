"""The sandbox that converters run in, tried from inside with real programs."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextvars import copy_context
from pathlib import Path

import pytest

from mediasvc.domain.errors import ConversionFailed, ConversionTimeout, ConverterOverLimit, OutOfMemory, StorageFull
from workers.process import OURS, Children, Finished, Limits, belong_to, run, run_python
from workers.sandbox.watch import LAST_WORDS_BYTES

PATIENCE_S = 60.0
PATIENT = Limits(seconds=PATIENCE_S)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "job"
    folder.mkdir()
    return folder


def shell(script: str, folder: Path, *reads: Path, limits: Limits = PATIENT) -> Finished:
    return run(["sh", "-c", script], folder=folder, reads=reads, limits=limits, check=False)


def python(code: str, folder: Path, limits: Limits = PATIENT) -> Finished:
    return run(["/usr/bin/python3", "-c", code], folder=folder, limits=limits, check=False)


# What a program may see and change.


def test_it_reaches_no_listener_of_this_machine(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        port = listener.getsockname()[1]
        knock = f"import socket; socket.create_connection(('127.0.0.1', {port}), 5)"
        done = python(knock, folder)
        assert done.exit_status
        assert "Connection refused" in done.last_words
        with pytest.raises(BlockingIOError):
            listener.accept()
        subprocess.run([sys.executable, "-c", knock], check=True, timeout=PATIENCE_S)
        listener.accept()[0].close()


def test_it_has_no_network_but_its_own_loopback(folder: Path) -> None:
    assert python("import socket; print(*(name for _, name in socket.if_nameindex()))", folder).stdout == b"lo\n"


def test_it_reads_what_it_is_given_and_nothing_beside_it(folder: Path, tmp_path: Path) -> None:
    given, secret = tmp_path / "given", tmp_path / "secret"
    given.write_text("for you")
    secret.write_text("not for you")
    assert shell(f"cat {given}", folder, given).stdout == b"for you"
    done = shell(f"cat {secret}", folder, given)
    assert done.exit_status
    assert done.stdout == b""
    assert "No such file" in done.last_words


def test_it_sees_no_homes_and_no_accounts(folder: Path) -> None:
    seen = shell("ls -d /root /home /etc/passwd /etc/shadow /etc/hosts /run /srv /opt; ls -A /var/tmp", folder)
    assert seen.stdout == b""


def test_it_inherits_no_environment_and_no_open_file(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MEDIASVC_SECRET", "not for you")
    secret = tmp_path / "secret"
    secret.write_text("not for you")
    with secret.open() as file:
        os.set_inheritable(file.fileno(), True)
        done = shell("env; ls -l /proc/self/fd", folder)
    assert b"not for you" not in done.stdout
    assert str(secret).encode() not in done.stdout


@pytest.mark.parametrize(
    "attack",
    ["echo changed >{0}", "echo changed >>{0}", "rm -f {0}", "mv {0} {0}.gone", "chmod 666 {0} && echo changed >{0}"],
)
@pytest.mark.parametrize("place", ["beside", "in the folder"])
def test_it_cannot_change_what_it_reads(folder: Path, tmp_path: Path, attack: str, place: str) -> None:
    given = (tmp_path if place == "beside" else folder) / "given"
    given.write_text("for ever")
    assert shell(attack.format(given), folder, given).exit_status
    assert given.read_text() == "for ever"


def test_it_writes_in_its_folder_alone(folder: Path, tmp_path: Path) -> None:
    made = folder / "made.txt"
    assert not run(["sh", "-c", "echo made >made.txt; echo more >other.txt"], folder=folder, makes=[made]).exit_status
    assert made.read_text() == "made\n"
    assert list(folder.iterdir()) == [made]
    for place in (tmp_path, Path("/tmp"), Path("/"), Path("/usr"), Path("/etc/fonts"), Path("/var")):
        shell(f"echo made >{place}/made-{os.getpid()}", folder)
        assert not (place / f"made-{os.getpid()}").exists()


def test_its_temporary_files_are_no_way_round_the_memory_limit(folder: Path) -> None:
    script = (
        "for place in /tmp /dev/shm /dev /var/tmp /run /mnt /; do"
        " mkdir -p $place; head -c 80000000 /dev/urandom >$place/big && echo $place; rm -f $place/big;"
        " done 2>/dev/null"
    )
    assert shell(script, folder, limits=PATIENT).stdout == b""


def test_it_sees_no_other_process(folder: Path) -> None:
    other = subprocess.Popen(["sleep", "600"])
    try:
        done = shell(f"kill -0 {other.pid} || echo nobody; cd /proc; cat [0-9]*/comm", folder)
        said = done.stdout.decode().split()
        assert said[0] == "nobody"
        assert set(said[1:]) <= {"bwrap", "sh", "cat"}
        assert other.poll() is None
    finally:
        other.kill()
        other.wait()


def test_our_own_modules_run_in_it_without_write_access_to_the_code(folder: Path) -> None:
    marker = OURS / "workers" / "written-by-a-deck.txt"
    done = run_python("workers.inside", "os.path", "basename", '[["a/b"], {}]', folder=folder)
    assert done.stdout == b'{"result": "b"}'
    assert shell(f"echo >{marker}", folder, OURS).exit_status
    assert not marker.exists()


# What a program may take.


def test_a_time_out_ends_it_and_all_that_it_started(folder: Path) -> None:
    marker = f"86400.{os.getpid()}1"
    said: list[bytes] = []
    with pytest.raises(ConversionTimeout, match="sh: it had 3 s"):
        run(
            ["sh", "-c", f"(setsid sleep {marker} &) ; echo started; exec sleep {marker}"],
            folder=folder,
            limits=Limits(seconds=3),
            on_bytes=said.append,
        )
    assert said == [b"started\n"]
    wait_until_gone(marker)


def test_it_cannot_take_more_memory(folder: Path) -> None:
    done = python("bytearray(600_000_000)", folder, Limits(seconds=PATIENCE_S, address_mb=300))
    assert done.exit_status
    assert "MemoryError" in done.last_words
    with pytest.raises(ConverterOverLimit, match="more than 300 MB of memory"):
        python("bytearray(600_000_000); import time; time.sleep(600)", folder, Limits(memory_mb=300))


def test_it_cannot_write_a_larger_file(folder: Path) -> None:
    done = shell(
        "head -c 3000000 /dev/urandom >big; stat -c %s big", folder, limits=Limits(seconds=PATIENCE_S, file_mb=1)
    )
    assert done.stdout == b"1048576\n"


def test_the_kernel_may_kill_it(folder: Path) -> None:
    with pytest.raises(OutOfMemory):
        shell("kill -9 $$", folder)


# What it says.


def test_its_last_words_are_kept_and_no_more(folder: Path) -> None:
    done = python("import sys; sys.stderr.write('x' * 300_000 + '\\nthe end\\n')", folder)
    assert len(done.last_words) == LAST_WORDS_BYTES
    assert done.last_words.endswith("x\nthe end\n")


def test_a_failure_is_told_with_its_last_words(folder: Path) -> None:
    with pytest.raises(ConversionFailed, match=r"sh exited with 3: one \| two"):
        run(["sh", "-c", "echo one >&2; echo >&2; echo two >&2; exit 3"], folder=folder)


def test_words_that_are_no_text_are_told_all_the_same(folder: Path) -> None:
    with pytest.raises(ConversionFailed, match="\ufffd"):
        run(["sh", "-c", r"printf '\377\376' >&2; exit 1"], folder=folder)


def test_a_full_disk_is_no_fault_of_the_upload(folder: Path) -> None:
    with pytest.raises(StorageFull):
        run(["sh", "-c", "head -c 100000 /dev/urandom >/dev/full"], folder=folder)
    with pytest.raises(StorageFull):
        shell("head -c 100000 /dev/urandom >/dev/full", folder)


def test_both_outputs_at_once_do_not_block_it(folder: Path) -> None:
    done = shell("head -c 1000000 /dev/urandom; head -c 1000000 /dev/urandom >&2; head -c 1000000 /dev/urandom", folder)
    assert (done.exit_status, len(done.stdout)) == (0, 2_000_000)


def test_output_is_told_as_it_comes(folder: Path, tmp_path: Path) -> None:
    said: list[bytes] = []
    signs = tmp_path / "signs"
    signs.mkdir()

    def on_bytes(piece: bytes) -> None:
        said.append(piece)
        (signs / "heard").touch()

    script = f"echo first; until [ -e {signs}/heard ]; do sleep 0.05; done; echo second"
    done = run(["sh", "-c", script], folder=folder, reads=[signs], limits=PATIENT, on_bytes=on_bytes)
    assert said == [b"first\n", b"second\n"]
    assert done.stdout == b""


def test_an_error_of_the_listener_ends_it(folder: Path) -> None:
    marker = f"86400.{os.getpid()}2"

    def on_bytes(piece: bytes) -> None:
        raise KeyError(piece)

    with pytest.raises(KeyError, match="started"):
        run(["sh", "-c", f"echo started; exec sleep {marker}"], folder=folder, on_bytes=on_bytes)
    wait_until_gone(marker)


# Who ends it.


def test_stopping_a_build_ends_its_programs_and_later_ones(folder: Path) -> None:
    children, started, outcome = Children(), threading.Event(), list[BaseException]()

    def build() -> None:
        belong_to(children)
        for _ in range(2):
            try:
                run(["sh", "-c", "echo started; exec sleep 600"], folder=folder, on_bytes=lambda _: started.set())
            except ConversionFailed as error:
                outcome.append(error)

    thread = threading.Thread(target=copy_context().run, args=(build,))
    thread.start()
    assert started.wait(PATIENCE_S)
    children.stop()
    thread.join(PATIENCE_S)
    assert not thread.is_alive()
    assert len(outcome) == 2


def test_stopping_one_build_leaves_others_alone(folder: Path) -> None:
    children = Children()

    def build() -> Finished:
        belong_to(children)
        children.stop()
        with pytest.raises(ConversionFailed):
            run(["sleep", "600"], folder=folder)
        belong_to(Children())
        return run(["echo", "well"], folder=folder)

    assert copy_context().run(build).stdout == b"well\n"


@pytest.fixture
def parent(folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A Python that runs a program in the sandbox, and says so once that runs."""
    code = (
        "import sys; from pathlib import Path; from workers.process import run\n"
        "print_it = lambda said: print(said.decode(), end='', flush=True)\n"
        "run(['sh', '-c', sys.argv[1]], folder=Path(sys.argv[2]), on_bytes=print_it)"
    )
    script = f"(setsid sleep {marker_of_parent()} &) ; echo started; exec sleep {marker_of_parent()}"
    process = subprocess.Popen([sys.executable, "-c", code, script, str(folder)], stdout=subprocess.PIPE, cwd=OURS)
    yield process
    process.kill()
    process.wait()
    if process.stdout is not None:
        process.stdout.close()


def marker_of_parent() -> str:
    return f"86400.{os.getpid()}3"


def test_it_dies_with_the_python_that_started_it(parent: subprocess.Popen[bytes]) -> None:
    assert parent.stdout is not None
    assert parent.stdout.readline() == b"started\n"
    wait_for(lambda: len(processes_with(marker_of_parent())) == 2)
    parent.send_signal(signal.SIGKILL)
    parent.wait(PATIENCE_S)
    wait_until_gone(marker_of_parent())


def wait_until_gone(marker: str) -> None:
    """A killed process takes a moment to go."""
    wait_for(lambda: not processes_with(marker))


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert condition()


def processes_with(marker: str) -> list[str]:
    """The processes that have this word, other than the Python that tells it to others."""
    found: list[str] = []
    for entry in Path("/proc").iterdir():
        try:
            words = (entry / "cmdline").read_bytes().split(b"\0") if entry.name.isdecimal() else []
        except OSError:
            continue
        if marker.encode() in words:
            found.append(entry.name)
    return found
