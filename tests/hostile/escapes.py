"""Deeds of a taken-over converter that would lead out of the sandbox.

Each prints one object, as JSON: what was tried, and `allowed` or the name of the error that came of it. Arguments are
such that a call that is let through does no harm; most then fail with another error than EPERM or ENOSYS, which are a
filter's own.
"""

import ctypes
import errno
import fcntl
import json
import os
import signal
import socket
import struct
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

# x86-64: numbers of system calls, with arguments.
NONE = 0
NEW_MOUNTS, NEW_USER, NEW_PROCESSES, NEW_NET, NEW_GROUP = 0x20000, 0x10000000, 0x20000000, 0x40000000, 0x02000000
READ_ONLY, REMOUNT, BIND = 1, 32, 4096
TRACE_ME = 0
HERE = -100  # AT_FDCWD
KERNEL_CALLS: dict[str, tuple[int, ...]] = {
    "ptrace": (101, TRACE_ME, 0, NONE, NONE),
    "process_vm_readv": (310, 1, NONE, NONE, NONE, NONE, NONE),
    "pidfd_getfd": (438, -1, 0, 0),
    "kcmp": (312, 1, 1, 0, 0, 0),
    "io_uring_setup": (425, 1, NONE),
    "userfaultfd": (323, 1),
    "keyctl": (250, 0, -3, 1),
    "add_key": (248, NONE, NONE, NONE, 0, -3),
    "request_key": (249, NONE, NONE, NONE, -3),
    "bpf": (321, 0, NONE, 0),
    "perf_event_open": (298, NONE, 0, -1, -1, 0),
    "unshare_user": (272, NEW_USER),
    "unshare_mounts": (272, NEW_MOUNTS),
    "unshare_net": (272, NEW_NET),
    "unshare_processes": (272, NEW_PROCESSES),
    "unshare_group": (272, NEW_GROUP),
    "setns": (308, -1, 0),
    "chroot": (161, NONE),
    "pivot_root": (155, NONE, NONE),
    "mount_new": (430, NONE, 0),  # fsopen
    "open_tree": (428, HERE, NONE, 1),
    "move_mount": (429, -1, NONE, -1, NONE, 0),
    "mount_setattr": (442, -1, NONE, 0, NONE, 0),
    "umount": (166, NONE, 0),
    "open_by_handle_at": (304, -1, NONE, 0),
    "name_to_handle_at": (303, -1, NONE, NONE, NONE, 0),
    "fanotify_init": (300, 0, 0),
    "init_module": (175, NONE, 0, NONE),
    "finit_module": (313, -1, NONE, 0),
    "kexec_load": (246, 0, -1, NONE, 0),
    "syslog": (103, 10, NONE, 0),
    "quotactl": (179, -1, NONE, 0, NONE),
    "swapoff": (168, NONE),
    "iopl": (172, 3),
    "mbind": (237, NONE, 0, -1, NONE, 0, 0),
    "move_pages": (279, 1, 0, NONE, NONE, NONE, 0),
    "personality_unrandomised": (135, 0x0040000),
    "vmsplice": (278, -1, NONE, 0, 0),
    "clone3": (435, NONE, 0),
}
LONGEST_S = 2
SOCKETS = {
    "netlink": (16, 3, 0),
    "packet": (17, 3, 0),
    "vsock": (40, 1, 0),
    "crypto": (38, 5, 0),
    "internet": (2, 1, 0),
    "bluetooth": (31, 3, 1),
}


def outcome(returned: int) -> str:
    return "allowed" if returned >= 0 else errno.errorcode.get(ctypes.get_errno(), "unknown")


def attempt(deed: Callable[[], object]) -> str:
    """Return how a deed of Python's went."""
    try:
        deed()
    except OSError as error:
        return errno.errorcode.get(error.errno or 0, "unknown")
    return "allowed"


def tell(found: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(found) + "\n")


def kernel() -> None:
    """Try calls that no converter needs, each in a process of its own."""
    library = ctypes.CDLL(None, use_errno=True)
    found: dict[str, object] = {}
    for name, words in KERNEL_CALLS.items():
        reading, writing = os.pipe()
        if not os.fork():
            signal.alarm(LONGEST_S)
            ctypes.set_errno(0)
            os.write(writing, outcome(library.syscall(*map(ctypes.c_long, words))).encode())
            os._exit(0)
        os.close(writing)
        status = os.wait()[1]
        found[name] = os.read(reading, 99).decode() or f"killed by {os.WTERMSIG(status)}"
        os.close(reading)
    tell(found)


def mounts() -> None:
    """Try to mount, and to make the system writable."""
    library = ctypes.CDLL(None, use_errno=True)

    def mount(source: bytes | None, target: bytes, kind: bytes | None, flags: int) -> str:
        return outcome(library.mount(source, target, kind, flags, None))

    found: dict[str, object] = {
        "remount_usr": mount(None, b"/usr", None, REMOUNT | BIND),
        "mount_tmpfs": mount(b"none", b"/var", b"tmpfs", 0),
        "mount_proc": mount(b"none", b"/proc", b"proc", 0),
        "bind_root": mount(b"/", b"/var", None, BIND),
        "umount_proc": outcome(library.umount2(b"/proc", 2)),
        "write_usr": attempt(Path("/usr/hostile-mark").touch),
    }
    # Where that was allowed the file is the machine's own.
    with suppress(OSError):
        Path("/usr/hostile-mark").unlink()
    tell(found)


def sockets() -> None:
    """Try to open sockets of kinds that lead to the kernel or away from here, and to reach a loopback address."""
    found: dict[str, object] = {}
    for name, words in SOCKETS.items():
        found[name] = attempt(lambda words=words: socket.socket(*words).close())
    found["loopback"] = attempt(lambda: socket.create_connection(("127.0.0.1", 80), 2).close())
    tell(found)


def files() -> None:
    """Try what only a privileged user may do to files."""
    found: dict[str, object] = {
        "mknod": attempt(lambda: os.mknod("device", 0o020666, os.makedev(1, 5))),
        "chown": attempt(lambda: (Path("mine").touch(), os.chown("mine", 12_345, 12_345))),
        "setuid": attempt(lambda: os.setuid(0)),
        "read_shadow": attempt(lambda: Path("/etc/shadow").read_bytes()),
        "read_disk": attempt(lambda: os.close(os.open("/dev/vda", os.O_RDONLY))),
        "push_terminal": attempt(lambda: fcntl.ioctl(0, 0x5412, b"a")),
        "write_sysctl": attempt(lambda: Path("/proc/sys/kernel/core_pattern").open("w").close()),
        "write_sysrq": attempt(lambda: Path("/proc/sysrq-trigger").open("w").close()),
        "write_oom": attempt(lambda: Path("/proc/self/oom_score_adj").write_text("-1000")),
    }
    tell(found)


def status() -> None:
    """Tell what this process is: its ids, capabilities and filter, what it sees and where it may write."""
    lines = Path("/proc/self/status").read_text().splitlines()
    fields = {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}
    mounted = [line.split() for line in Path("/proc/self/mountinfo").read_text().splitlines()]
    tell(
        {
            **{name: fields.get(name, "") for name in ("Uid", "Gid", "Groups", "CapEff", "CapPrm", "CapBnd", "CapAmb")},
            **{name: fields.get(name, "") for name in ("Seccomp", "NoNewPrivs")},
            "uid_map": Path("/proc/self/uid_map").read_text().split(),
            "processes": sorted(int(path.name) for path in Path("/proc").iterdir() if path.name.isdecimal()),
            "open_files": {
                path.name: str(path.readlink()) for path in Path("/proc/self/fd").iterdir() if path.is_symlink()
            },
            "environment": sorted(os.environ),
            "writable": [line[4] for line in mounted if "rw" in line[5].split(",")],
            "host": socket.gethostname(),
            "word": struct.calcsize("P") * 8,
        }
    )


if __name__ == "__main__":
    globals()[sys.argv[1]](*sys.argv[2:])
