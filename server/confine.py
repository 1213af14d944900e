"""Taking away from a reader process what a stranger's query must never have."""

from __future__ import annotations

import contextlib
import ctypes
import errno
import platform
import struct
import sys

# linux/seccomp.h, linux/bpf_common.h, linux/audit.h, and the system calls' numbers
_PR_SET_PDEATHSIG, _PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS, _FILTER = 1, 22, 38, 2
_SIGKILL = 9
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_ALLOW, _DENY = 0x7FFF0000, 0x00050000 | errno.EPERM
_MACHINES = {
    "x86_64": (0xC000003E, (41, 425)),  # socket, io_uring_setup
    "aarch64": (0xC00000B7, (198, 425)),
}
_X32 = 0x40000000


def confine_process(memory: int, *, wall: bool = True) -> bool:
    """Whether this process is now without network, unless `wall` is not wanted.

    It is also bounded in memory, and dies with its parent where the system knows how.
    `memory` is the greatest address space in bytes. The wall against the network is a seccomp
    filter: Linux on x86-64 and 64-bit ARM have it. Elsewhere only `kb.store.guard` stands.
    """
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if not sys.platform.startswith("linux") or platform.machine() not in _MACHINES:
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_PDEATHSIG, _SIGKILL, 0, 0, 0)
    return wall and _deny_sockets(libc, *_MACHINES[platform.machine()])


def _deny_sockets(libc: ctypes.CDLL, architecture: int, calls: tuple[int, ...]) -> bool:
    lines = [
        (_LOAD, 0, 0, 4),  # the architecture
        (_EQUAL, 1, 0, architecture),
        (_RETURN, 0, 0, _DENY),
        (_LOAD, 0, 0, 0),  # the number of the call
        (_AT_LEAST, 0, 1, _X32),
        (_RETURN, 0, 0, _DENY),
    ]
    for call in calls:
        lines += [(_EQUAL, 0, 1, call), (_RETURN, 0, 0, _DENY)]
    lines.append((_RETURN, 0, 0, _ALLOW))
    program = b"".join(struct.pack("HBBI", *line) for line in lines)
    buffer = ctypes.create_string_buffer(program, len(program))

    class Program(ctypes.Structure):
        _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))

    filled = Program(len(lines), ctypes.cast(buffer, ctypes.c_void_p))
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return False
    return bool(libc.prctl(_PR_SET_SECCOMP, _FILTER, ctypes.byref(filled), 0, 0) == 0)
