"""What a program gets in the sandbox that does whatever it likes: no more than its share, and nothing else."""

import json
import os
import stat
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import pyseccomp  # pyright: ignore[reportMissingTypeStubs] - it ships none
import pytest

from mediasvc.domain.errors import ConversionFailed, ConversionTimeout, ConverterOverLimit, SandboxUnavailable
from workers import process
from workers.confinement import refusal, shortcoming
from workers.inside import inside
from workers.process import OURS, Finished, Limits, run
from workers.sandbox.workplace import hand_over, remove

PATIENCE_S = 60.0
PATIENT = Limits(seconds=PATIENCE_S)
PYTHON = "/usr/bin/python3"
NOBODY = 65_534


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "job"
    folder.mkdir()
    return folder


def python(code: str, folder: Path, *makes: Path, limits: Limits = PATIENT) -> Finished:
    return run([PYTHON, "-c", code], folder=folder, makes=makes, limits=limits, check=False)


# What it may do.

STATUS = "print(*(line for line in open('/proc/self/status') if line.split(':')[0] in {names}), sep='')"
CALL = """
import ctypes, errno, json
libc = ctypes.CDLL(None, use_errno=True)
def tried(name, *arguments):
    ctypes.set_errno(0)
    return None if getattr(libc, name)(*arguments) != -1 else errno.errorcode[ctypes.get_errno()]
"""


LOOK = (
    STATUS.format(names={"CapEff", "Seccomp", "Uid"})
    + CALL
    + "import os; print(tried('mount', None, b'/usr', None, 0x20 | 0x1000, None), tried('unshare', 0x10000000))\n"
    + "print(os.access('/proc/sys/kernel/core_pattern', os.W_OK), open('/proc/net/dev').read().count(':'))"
)
NO_CAPABILITY = "0" * 16


def test_it_has_no_capability_and_a_filter_and_is_nobody(folder: Path) -> None:
    said = python(STATUS.format(names={"CapEff", "CapPrm", "CapBnd", "Seccomp", "Uid", "NoNewPrivs"}), folder)
    lines = dict(line.split(":\t") for line in said.stdout.decode().split("\n") if line)
    assert int(lines["CapEff"], 16) == int(lines["CapPrm"], 16) == int(lines["CapBnd"], 16) == 0
    assert lines["Seccomp"] == "2"
    assert lines["NoNewPrivs"] == "1"
    assert set(lines["Uid"].split()) == {str(NOBODY)}


@pytest.mark.parametrize("user", [0, 1_000])
def test_whoever_runs_it_is_confined_alike(folder: Path, user: int) -> None:
    run_look = f"from pathlib import Path; from workers.process import run; print(run({[PYTHON, '-c', LOOK]!r}, "
    run_look += f"folder=Path({str(folder)!r})).stdout.decode())"
    script = f"from os import getuid; assert getuid() == {user}; {run_look}"
    argv = ["unshare", "--user", f"--map-user={user}", f"--map-group={user}", sys.executable, "-c", script]
    ended = subprocess.run(argv, capture_output=True, text=True, cwd=OURS, timeout=PATIENCE_S, check=False)
    status = ["Uid:", *[str(NOBODY)] * 4, "CapEff:", NO_CAPABILITY, "Seccomp:", "2"]
    assert ended.stdout.split() == [*status, "EPERM", "EPERM", "False", "1"], ended.stderr


def test_it_can_remount_nothing(folder: Path) -> None:
    code = (
        CALL
        + "print(json.dumps([tried('mount', None, b'/usr', None, 0x20 | 0x1000, None), tried('umount2', b'/usr', 0)]))"
    )
    assert json.loads(python(code, folder).stdout) == ["EPERM", "EPERM"]


@pytest.mark.parametrize("flag", [0x80, 0x20000, 0x2000000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000])
def test_it_makes_no_namespace(folder: Path, flag: int) -> None:
    clone = f"tried('syscall', {_number_of('clone')}, {flag} | 17, 0, 0, 0, 0)"
    code = CALL + f"print(json.dumps([tried('unshare', {flag}), {clone}]))"
    assert json.loads(python(code, folder).stdout) == ["EPERM", "EPERM"]


@pytest.mark.parametrize(
    "call",
    [
        *("io_uring_setup, 1, 0", "userfaultfd, 0", "keyctl, 0, 0, 0, 0, 0", "add_key, 0, 0, 0, 0, 0", "bpf, 0, 0, 0"),
        *("ptrace, 0, 0, 0, 0", "perf_event_open, 0, 0, 0, 0, 0", "memfd_create, b'x', 0", "shmget, 0, 4096, 0o1600"),
    ],
)
def test_it_may_not_ask_the_kernel_for_what_no_converter_needs(folder: Path, call: str) -> None:
    name, arguments = call.split(", ", 1)
    code = CALL + f"print(json.dumps(tried('syscall', {_number_of(name)}, {arguments})))"
    assert json.loads(python(code, folder).stdout) == "EPERM"


def _number_of(name: str) -> int:
    """Return a system call's number on this machine."""
    seccomp: Any = pyseccomp
    return seccomp.resolve_syscall(seccomp.Arch.NATIVE, name)


@pytest.mark.parametrize("family", [17, 38, 40])
def test_it_opens_no_socket_that_is_in_no_namespace(folder: Path, family: int) -> None:
    code = f"import socket\ntry: socket.socket({family}, 3)\nexcept OSError as error: print(error.errno)"
    assert python(code, folder).stdout == b"1\n"


def test_the_workers_secrets_are_nowhere_in_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("A_SECRET", "of-the-worker")
    code = (
        "import glob\n"
        "for name in glob.glob('/proc/[0-9]*/environ'): print(len(open(name, 'rb').read().split(b'A_SECRET')))"
    )
    assert set(python(code, folder).stdout.split()) == {b"1"}


def test_it_cannot_change_the_machines_devices(folder: Path) -> None:
    before = Path("/dev/full").stat()
    code = "import os; os.chmod('/dev/full', 0o600); os.utime('/dev/full', (1, 1)); os.chown('/dev/full', 1, 1)"
    assert not python(code, folder).exit_status
    after = Path("/dev/full").stat()
    assert (after.st_mode, after.st_mtime, after.st_uid) == (before.st_mode, before.st_mtime, before.st_uid)


def test_nobody_waits_for_its_leases(folder: Path) -> None:
    code = (
        "import fcntl\n"
        "try: fcntl.fcntl(open('/usr/bin/prlimit'), fcntl.F_SETLEASE, fcntl.F_RDLCK)\n"
        "except PermissionError: print('refused')"
    )
    assert python(code, folder).stdout == b"refused\n"


def test_it_cannot_write_the_kernels_settings(folder: Path) -> None:
    code = (
        "import os\n"
        "for folder, _, names in os.walk('/proc'):\n"
        " if folder.startswith(('/proc/self', '/proc/thread-self')) or folder[6:7].isdecimal(): continue\n"
        " for path in (os.path.join(folder, name) for name in names):\n"
        "  try: os.close(os.open(path, os.O_WRONLY | os.O_NONBLOCK)); print(path)\n"
        "  except OSError: pass\n"
    )
    assert python(code, folder).stdout == b""


# What it may take, together with all that it starts.


def test_it_cannot_start_processes_without_end(folder: Path) -> None:
    code = "import os, time\nwhile True:\n try: os.fork() or time.sleep(600)\n except OSError: time.sleep(600)"
    with pytest.raises(ConverterOverLimit, match="processes"):
        python(code, folder, limits=Limits(seconds=PATIENCE_S, processes=20))


def test_its_processes_share_their_memory(folder: Path) -> None:
    code = (
        "import os, time\n"
        "for _ in range(5):\n"
        " if not os.fork(): kept = b'x' * 150_000_000; time.sleep(600)\n"
        "time.sleep(600)"
    )
    with pytest.raises(ConverterOverLimit, match="more than 256 MB of memory"):
        python(code, folder, limits=Limits(seconds=PATIENCE_S, memory_mb=256))


@pytest.mark.parametrize("shared", ["mmap.mmap(-1, 4096)", "mmap.mmap(os.open('/dev/zero', os.O_RDWR), 4096)"])
def test_it_shares_no_memory_that_nobody_counts(folder: Path, shared: str) -> None:
    code = f"import mmap, os\ntry: {shared}\nexcept PermissionError: print('refused')"
    assert python(code, folder).stdout == b"refused\n"


def test_bytes_do_not_wait_in_sockets_without_end(folder: Path) -> None:
    code = "import socket, time; kept = [socket.socketpair() for _ in range(200)]; time.sleep(600)"
    with pytest.raises(ConverterOverLimit, match="more than 200 sockets"):
        python(code, folder)


def test_files_in_memory_are_memory(folder: Path) -> None:
    code = (
        "import time\nfor to in ('/tmp', '/dev/shm'): open(f'{to}/x', 'wb').write(bytes(50_000_000))\ntime.sleep(600)"
    )
    with pytest.raises(ConverterOverLimit, match="more than 64 MB of memory"):
        python(code, folder, limits=Limits(seconds=PATIENCE_S, memory_mb=64))


def test_empty_files_in_memory_are_files(folder: Path) -> None:
    code = "import time\nfor n in range(10_000): open(f'/tmp/{n}', 'w')\ntime.sleep(600)"
    with pytest.raises(ConverterOverLimit, match="more than 1000 files"):
        python(code, folder, limits=Limits(seconds=PATIENCE_S, files=1_000))


def test_room_on_the_disk_is_taken_by_writing_alone(folder: Path) -> None:
    code = (
        "import os, time\n"
        "file = os.open('x', os.O_CREAT | os.O_RDWR); os.unlink('x')\n"
        "os.posix_fallocate(file, 0, 2 << 30); time.sleep(600)"
    )
    with pytest.raises(ConverterOverLimit, match="more than 50 MB of files"):
        python(code, folder, limits=Limits(seconds=PATIENCE_S, written_mb=50))


def test_a_way_too_long_to_be_looked_into_is_too_much(folder: Path) -> None:
    code = "import os, time\nfor _ in range(17): os.mkdir('n' * 250); os.chdir('n' * 250)\ntime.sleep(600)"
    with pytest.raises(ConverterOverLimit, match="files"):
        python(code, folder)
    assert not any(folder.iterdir())


def test_children_that_it_ignores_are_counted(folder: Path) -> None:
    code = (
        "import os, signal, time\n"
        "signal.signal(signal.SIGCHLD, signal.SIG_IGN)\n"
        "for _ in range(10_000):\n"
        " child = os.fork()\n"
        " if not child:\n"
        "  while time.process_time() < 0.02: pass\n"
        "  os._exit(0)\n"
        " try: os.waitpid(child, 0)\n"
        " except ChildProcessError: pass\n"
    )
    with pytest.raises(ConversionTimeout, match="1 s of computing"):
        python(code, folder, limits=Limits(seconds=PATIENCE_S, cpu_seconds=1))


@pytest.mark.parametrize("ending", ["", "os.unlink(f'{n}'); "])
def test_its_files_are_counted_together(folder: Path, ending: str) -> None:
    code = (
        "import os, time\nkept = []\n"
        "for n in range(1000):\n"
        " kept.append(open(f'{n}', 'wb')); kept[-1].write(bytes(5_000_000)); kept[-1].flush()\n"
        f" {ending}time.sleep(0.01)\n"
        "time.sleep(600)"
    )
    with pytest.raises(ConverterOverLimit, match="more than 50 MB of files"):
        python(code, folder, limits=Limits(seconds=PATIENCE_S, written_mb=50))


def test_it_cannot_make_files_without_end(folder: Path) -> None:
    code = "import time\nfor n in range(10_000): open(f'{n}', 'w')\ntime.sleep(600)"
    with pytest.raises(ConverterOverLimit, match="files"):
        python(code, folder, limits=Limits(seconds=PATIENCE_S, files=1_000))


def test_it_cannot_hide_files_in_the_deep(folder: Path) -> None:
    code = "import os, time\nfor n in range(3_000): os.mkdir('d'); os.chdir('d')\ntime.sleep(600)"
    with pytest.raises(ConverterOverLimit, match="files"):
        python(code, folder)
    assert not any(folder.iterdir())


@pytest.mark.parametrize("stream", ["stdout", "stderr"])
def test_it_cannot_talk_without_end(folder: Path, stream: str) -> None:
    code = f"import sys\nwhile True: sys.{stream}.write('x' * 100_000)"
    with pytest.raises(ConverterOverLimit, match="more than 4 MB"):
        python(code, folder, limits=Limits(seconds=PATIENCE_S, printed_mb=4))


def test_its_processes_share_their_cpu_time(folder: Path) -> None:
    code = "import os\nfor _ in range(3): os.fork()\nwhile True: pass"
    with pytest.raises(ConversionTimeout, match="1 s of computing"):
        python(code, folder, limits=Limits(cpu_seconds=1))


def test_it_gives_signs_of_life_or_ends(folder: Path) -> None:
    code = "import time\nfor n in range(3):\n print(n, flush=True)\n while time.process_time() < n + 0.5: pass\n"
    limits = Limits(quiet_cpu_s=2)
    assert python(code, folder, limits=limits).stdout == b"0\n1\n2\n"
    with pytest.raises(ConversionTimeout, match="one part of it took more than 2 s"):
        python("while True: pass", folder, limits=limits)


def test_it_does_not_sit_idle(folder: Path) -> None:
    with pytest.raises(ConversionTimeout, match="it did nothing"):
        python("import time; time.sleep(600)", folder, limits=Limits(idle_s=1))


# What it leaves behind.

LEFT = {
    "link": "os.symlink('/proc/self/environ', 'made')",
    "link to a file of its own": "open('real', 'w').write('x'); os.symlink('real', 'made')",
    "pipe": "os.mkfifo('made')",
    "folder": "os.mkdir('made')",
    "second name": "open('made', 'w').write('x'); os.link('made', 'other')",
    "socket": "import socket; socket.socket(socket.AF_UNIX).bind('made')",
    "not to be read": "open('made', 'w').write('x'); os.chmod('made', 0)" if os.getuid() else "os.mkfifo('made')",
}


@pytest.mark.parametrize("how", LEFT)
def test_what_is_no_ordinary_file_is_not_taken(folder: Path, how: str) -> None:
    made = folder / "made"
    with pytest.raises(ConversionFailed, match="made"):
        python(f"import os; {LEFT[how]}", folder, made)
    assert not os.path.lexists(made)


def test_what_is_too_large_is_not_taken(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "made").write_bytes(bytes(3_000))
    with pytest.raises(ConversionFailed, match="3000 bytes, 2000 are allowed"):
        hand_over(tmp_path, folder, [folder / "made"], 2_000)
    assert not any(folder.iterdir())


def test_a_folder_on_the_way_is_no_link(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "made").write_text("not for you")
    python(f"import os; os.symlink('{tmp_path}/secret', 'way')", folder, folder / "way" / "made")
    assert not any(folder.iterdir())
    assert (tmp_path / "secret" / "made").exists()


def test_a_program_is_taken_as_a_file_to_read(folder: Path) -> None:
    made = folder / "made"
    python("import os; os.umask(0); os.close(os.open('made', os.O_CREAT, 0o6777))", folder, made)
    assert stat.S_IMODE(made.stat().st_mode) == 0o644


def test_nothing_else_is_left(folder: Path) -> None:
    code = (
        "import os\n"
        "for name in ('a\\nb', '..x', '-rf', 'ä'): open(name, 'w').write('x')\n"
        "os.mkdir('closed'); open('closed/x', 'w'); os.chmod('closed', 0); os.mkfifo('pipe')\n"
        "for n in range(2_000): os.mkdir('d'); os.chdir('d')\n"
    )
    with suppress(ConverterOverLimit):  # it may have ended before anybody looks
        python(code, folder)
    assert not any(folder.iterdir())


def test_a_folder_of_any_depth_is_removed(tmp_path: Path) -> None:
    top = tmp_path / "top"
    top.mkdir()
    here = os.open(top, os.O_RDONLY)
    for _ in range(3_000):
        os.mkdir("d", dir_fd=here)
        below = os.open("d", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(here)
    remove(top)
    assert not any(tmp_path.iterdir())


def test_it_is_gone_when_its_first_program_has_ended(folder: Path) -> None:
    marker = f"86401.{os.getpid()}"
    code = f"import subprocess; subprocess.Popen(['setsid', 'sleep', '{marker}'], stdout=-3, stderr=-3)"
    assert not python(code, folder).exit_status
    assert marker not in subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout


def test_an_answer_that_is_none_is_a_failure(folder: Path) -> None:
    def answers() -> int:
        return 0

    answers.__module__, answers.__name__ = "os", "getcwd"
    with pytest.raises(ConversionFailed):
        inside(answers, folder=folder, reads=[])()


# Where it cannot be confined, it does not run.


def without_namespaces(code: str) -> "subprocess.CompletedProcess[str]":
    """Run Python code of ours in a namespace in which no further one can be made, as where they are switched off."""
    script = 'echo 0 >/proc/sys/user/max_user_namespaces && exec "$@"'
    argv = ["unshare", "--user", "--map-root-user", "sh", "-c", script, "sh", sys.executable, "-c", code]
    return subprocess.run(argv, capture_output=True, text=True, cwd=OURS, timeout=PATIENCE_S, check=False)


RUN_TRUE = "from pathlib import Path; from workers.process import run; run(['touch', 'x'], folder=Path({folder!r}))"


def test_without_user_namespaces_nothing_runs(folder: Path) -> None:
    ended = without_namespaces(RUN_TRUE.format(folder=str(folder)))
    assert ended.returncode
    assert "SandboxUnavailable" in ended.stderr


def test_the_doctor_says_whether_converters_are_confined() -> None:
    assert shortcoming() is None
    code = "from workers.doctor import checks; print(*dict(checks(weaker={weaker})).items(), sep='\\n')"
    for weaker in (False, True):
        said = without_namespaces(code.format(weaker=weaker)).stdout
        assert "('programs run in a sandbox that holds them', 'Converters cannot be confined on this machine: " in said
        assert (
            "files are opened all the same, as the settings trust every file: without a user of its own" in said
        ) is weaker
        assert "hold a sandbox to its limits', None)" in said


def test_nothing_weaker_than_bubblewrap_is_allowed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(process, "PROGRAMS", str(tmp_path))
    assert (
        refusal(weaker=True) == "Converters cannot be confined on this machine: bubblewrap: No such file or directory"
    )


def test_without_bubblewrap_nothing_runs(folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(process, "PROGRAMS", str(tmp_path))
    with pytest.raises(SandboxUnavailable, match="bubblewrap"):
        run(["true"], folder=folder)


# Where less of it can be had, and the settings say that this will do.

LOOK_AS_ALLOWED = f"""
import json, tempfile
from pathlib import Path
from workers import process
from workers.confinement import confine_as_can_be, refusal
from workers.process import run
refusals = [refusal(weaker=weaker) is None for weaker in (False, True)]
confine_as_can_be()
with tempfile.TemporaryDirectory() as folder:
    said = run(["{PYTHON}", "-c", {LOOK!r}], folder=Path(folder)).stdout.decode().split()
print(json.dumps([*refusals, *said]))
"""


def test_without_user_namespaces_root_may_be_allowed_to_go_on() -> None:
    ended = without_namespaces(LOOK_AS_ALLOWED)
    said = json.loads(ended.stdout.splitlines()[-1])
    status = ["Uid:", "0", "0", "0", "0", "CapEff:", NO_CAPABILITY, "Seccomp:", "2"]
    # It changes no mount and no setting of the kernel, and its network is its own loopback.
    assert said == [False, True, *status, "EPERM", "EPERM", "False", "1"]
    assert "confined in part" in ended.stdout
