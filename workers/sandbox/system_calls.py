"""The filter of system calls that every program in the sandbox runs under, as a BPF program for bubblewrap."""

import errno
import importlib
import os
import signal
from functools import lru_cache
from typing import Any

from mediasvc.domain.errors import SandboxUnavailable

# What no converter needs, and what ways out of sandboxes have begun with.
REFUSED = (
    *("add_key", "keyctl", "request_key"),
    *("bpf", "perf_event_open", "userfaultfd"),
    *("io_uring_setup", "io_uring_enter", "io_uring_register"),
    *("ptrace", "process_vm_readv", "process_vm_writev", "process_madvise", "kcmp", "pidfd_getfd"),
    *("mount", "umount2", "pivot_root", "chroot", "move_mount", "open_tree", "mount_setattr"),
    *("fsopen", "fsconfig", "fsmount", "fspick"),
    *("setns", "unshare", "open_by_handle_at", "name_to_handle_at", "fanotify_init", "quotactl", "acct"),
    *("init_module", "finit_module", "delete_module", "kexec_load", "kexec_file_load", "reboot", "swapon", "swapoff"),
    *("personality", "modify_ldt"),
    # Memory that belongs to no process, which nobody would count.
    *("memfd_create", "memfd_secret", "shmget", "shmat", "semget", "msgget", "mq_open"),
)
# What changes who may do what with a file, or its times. Outside, where root runs the worker, the sandbox's nobody owns
# the machine's device files. It is told that this was done: what programs do so to their own files is no matter.
PRETENDED = (
    *("chmod", "fchmod", "fchmodat", "chown", "lchown", "fchown", "fchownat"),
    *("utime", "utimes", "futimesat", "utimensat"),
    *("setxattr", "lsetxattr", "fsetxattr", "removexattr", "lremovexattr", "fremovexattr"),
)
# Newer than some libseccomp: fchmodat2, setxattrat, removexattrat, file_setattr. These numbers are every machine's.
PRETENDED_NUMBERS = (452, 463, 466, 469)
# asm-generic/fcntl.h: others who write would wait.
F_SETLEASE = 1024
# bits/mman.h. What is shared and has no file is in no process's memory once it is not mapped.
MAP_SHARED, MAP_ANONYMOUS = 0x01, 0x20
# linux/sched.h: CLONE_NEWTIME, NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET.
NEW_NAMESPACES = (0x80, 0x20000, 0x2000000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000)
# linux/socket.h. A unix socket reaches only this sandbox's own files, the others its loopback; AF_VSOCK is in no
# namespace, and AF_ALG and AF_PACKET are for kernels and networks.
AF_UNIX, AF_INET, AF_INET6, AF_NETLINK = 1, 2, 10, 16
# asm-generic/ioctls.h: to type on somebody's terminal.
TIOCSTI, TIOCLINUX = 0x5412, 0x541C


def open_filter() -> int:
    """Return a descriptor of a file in memory that holds the filter. Raises SandboxUnavailable without libseccomp."""
    descriptor = os.memfd_create("filter")
    with open(descriptor, "wb", closefd=False) as file:
        file.write(_program())
    os.lseek(descriptor, 0, os.SEEK_SET)
    return descriptor


@lru_cache(maxsize=1)
def _program() -> bytes:
    try:
        # It loads libseccomp.so.2, which this machine may lack.
        seccomp: Any = importlib.import_module("pyseccomp")
    except (ImportError, RuntimeError, OSError) as error:
        raise SandboxUnavailable("libseccomp is missing") from error
    rules = seccomp.SyscallFilter(seccomp.ALLOW)
    refuse = seccomp.ERRNO(errno.EPERM)
    for call in REFUSED:
        rules.add_rule(refuse, call)
    for call in (*PRETENDED, *PRETENDED_NUMBERS):
        rules.add_rule(seccomp.ERRNO(0), call)
    rules.add_rule(refuse, "fcntl", seccomp.Arg(1, seccomp.EQ, F_SETLEASE))
    _account(rules, seccomp)
    for flag in NEW_NAMESPACES:
        rules.add_rule(refuse, "clone", seccomp.Arg(0, seccomp.MASKED_EQ, flag, flag))
    # Its flags are in memory, where no filter can see them; the C library then uses clone.
    rules.add_rule(seccomp.ERRNO(errno.ENOSYS), "clone3")
    for family in set(range(AF_NETLINK)) - {0, AF_UNIX, AF_INET, AF_INET6}:
        rules.add_rule(refuse, "socket", seccomp.Arg(0, seccomp.EQ, family))
    rules.add_rule(refuse, "socket", seccomp.Arg(0, seccomp.GT, AF_NETLINK))
    # Routes and addresses are asked for so; the other kinds are for parts of the kernel.
    rules.add_rule(refuse, "socket", seccomp.Arg(0, seccomp.EQ, AF_NETLINK), seccomp.Arg(2, seccomp.GT, 0))
    for request in (TIOCSTI, TIOCLINUX):
        rules.add_rule(refuse, "ioctl", seccomp.Arg(1, seccomp.MASKED_EQ, 0xFFFFFFFF, request))
    return _exported(rules)


def _account(rules: Any, seccomp: Any) -> None:
    """Refuse what would take memory, room on the disk or time in no count that is looked at."""
    shared = MAP_SHARED | MAP_ANONYMOUS
    rules.add_rule(seccomp.ERRNO(errno.EPERM), "mmap", seccomp.Arg(3, seccomp.MASKED_EQ, shared, shared))
    # Of a file without a name nobody sees how large it is; what is written is counted. Programs then write.
    rules.add_rule(seccomp.ERRNO(errno.EOPNOTSUPP), "fallocate")
    # Children whose end is ignored leave no account of their time. What is set is not, and each is waited for.
    rules.add_rule(seccomp.ERRNO(0), "rt_sigaction", seccomp.Arg(0, seccomp.EQ, signal.SIGCHLD))


def _exported(rules: Any) -> bytes:
    descriptor = os.memfd_create("exported")
    with open(descriptor, "w+b") as file:  # noqa: PTH123 - pathlib opens no descriptors
        rules.export_bpf(file)
        file.seek(0)
        return file.read()
