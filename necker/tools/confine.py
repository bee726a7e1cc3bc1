"""A process gives up, for good, what computing does not need: rlimits, capabilities, Landlock and seccomp, by ctypes.

Here live the kernel part of the sandbox (Linux on x86-64 and aarch64) and, when run as a program, the launcher that
confines itself and becomes another program: `python -I -S confine.py PROGRAM ARGUMENT...`.  Standard library only,
and no import from this package: the confined children load this file by its path, before any package can be found.
What is run inside, and what is believed of its answers, is decided elsewhere.

The order matters: resource limits, then capabilities, then `no_new_privs`, then Landlock, then the seccomp filter,
then a test of the result by the process itself.  Whatever is missing raises `ConfineError`: there is no weaker
second choice. Landlock decides which files can be opened.  seccomp lists the system calls that exist at all
(everything else is EPERM, a foreign calling convention kills) and forbids, a second time, to open anything for
writing, and to make memory executable. Not contained: `stat`, which Landlock does not cover (existence, size and
dates of a file whose path is known), and the kernel's own bugs.

Sources: landlock(7), seccomp(2), capset(2), classic BPF as in the kernel's filter.rst, and the system call numbers of
the kernel's `unistd_64.h` (x86-64) and `asm-generic/unistd.h` (aarch64).
"""

# pathlib would cost every child a noticeable part of its start.
# ruff: noqa: PTH118, PTH119, PTH120, PTH123, PTH208

from __future__ import annotations

import ctypes
import os
import struct
import sys

Rule = tuple[str, int]
"""A path, and the Landlock rights kept on it and beneath it."""

EXECUTE, READ_FILE, READ_DIR = 1, 4, 8  # LANDLOCK_ACCESS_FS_*
FOLDER = READ_FILE | READ_DIR

_MACHINES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}  # column of _NUMBERS, AUDIT_ARCH_*
_NUMBERS: dict[str, tuple[int | None, int | None]] = {
    "read": (0, 63),
    "readv": (19, 65),
    "pread64": (17, 67),
    "write": (1, 64),
    "writev": (20, 66),
    "close": (3, 57),
    "lseek": (8, 62),
    "fstat": (5, 80),
    "stat": (4, None),
    "lstat": (6, None),
    "newfstatat": (262, 79),
    "statx": (332, 291),
    "access": (21, None),
    "faccessat": (269, 48),
    "faccessat2": (439, 439),
    "getdents64": (217, 61),
    "getcwd": (79, 17),
    "brk": (12, 214),
    "munmap": (11, 215),
    "mremap": (25, 216),
    "madvise": (28, 233),
    "clock_gettime": (228, 113),
    "clock_getres": (229, 114),
    "gettimeofday": (96, 169),
    "time": (201, None),
    "nanosleep": (35, 101),
    "clock_nanosleep": (230, 115),
    "times": (100, 153),
    "getrusage": (98, 165),
    "exit": (60, 93),
    "exit_group": (231, 94),
    "getpid": (39, 172),
    "gettid": (186, 178),
    "getuid": (102, 174),
    "geteuid": (107, 175),
    "getgid": (104, 176),
    "getegid": (108, 177),
    "getrandom": (318, 278),
    "uname": (63, 160),
    "sysinfo": (99, 179),
    "sched_yield": (24, 124),
    "sched_getaffinity": (204, 123),
    "getcpu": (309, 168),
    "getrlimit": (97, 163),
    "rt_sigaction": (13, 134),
    "rt_sigprocmask": (14, 135),
    "rt_sigreturn": (15, 139),
    "sigaltstack": (131, 132),
    "restart_syscall": (219, 128),
    "futex": (202, 98),
    "set_robust_list": (273, 99),
    "rseq": (334, 293),
    # Allowed under a condition (below), or only to a program that is about to start.
    "open": (2, None),
    "openat": (257, 56),
    "fcntl": (72, 25),
    "ioctl": (16, 29),
    "mmap": (9, 222),
    "mprotect": (10, 226),
    "prlimit64": (302, 261),
    "clone": (56, 220),
    "clone3": (435, 435),
    "execve": (59, 221),
    "set_tid_address": (218, 96),
    "arch_prctl": (158, None),
    "poll": (7, None),
    "ppoll": (271, 73),
    # Only used here, never allowed.
    "capset": (126, 91),
    "seccomp": (317, 277),
    "socket": (41, 198),
    "kill": (62, 129),
    "landlock_create_ruleset": (444, 444),
    "landlock_add_rule": (445, 445),
    "landlock_restrict_self": (446, 446),
}
_CONDITIONAL = {"open", "openat", "fcntl", "ioctl", "mmap", "mprotect", "prlimit64", "clone", "clone3"}
_STARTING = {"execve", "set_tid_address", "arch_prctl", "poll", "ppoll"}
_LANDLOCK = {"landlock_create_ruleset", "landlock_add_rule", "landlock_restrict_self"}
_NEVER = {"capset", "seccomp", "socket", "kill"} | _LANDLOCK

_PROT_WRITE, _PROT_EXEC, _MAP_ANONYMOUS, _CLONE_THREAD = 2, 4, 0x20, 0x10000
_WRITING = 3 | 0o100 | 0o1000 | 0o20000000  # O_WRONLY, O_RDWR, O_CREAT, O_TRUNC, O_TMPFILE
_EVERY_BIT = (1 << 64) - 1
Check = tuple[int, int, int]
"""(number of the argument, mask, value): the call passes if `argument & mask == value`."""


class ConfineError(Exception):
    """The kernel does not give what was asked; `str()` says which part."""


def _conditions() -> list[tuple[str, list[Check]]]:
    """The calls that are allowed only with some arguments; several lines of one name are alternatives."""
    kept_fcntl = (0, 1, 2, 3, 1030)  # F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_DUPFD_CLOEXEC; above all not F_SETOWN
    kept_ioctl = (0x5401, 0x5451)  # TCGETS (is it a terminal?), FIOCLEX
    return [
        ("open", [(1, _WRITING, 0)]),
        ("openat", [(2, _WRITING, 0)]),
        *(("fcntl", [(1, 0xFFFFFFFF, command)]) for command in kept_fcntl),
        *(("ioctl", [(1, 0xFFFFFFFF, command)]) for command in kept_ioctl),
        ("mmap", [(2, _PROT_EXEC, 0)]),
        ("mmap", [(2, _PROT_EXEC | _PROT_WRITE, _PROT_EXEC), (3, _MAP_ANONYMOUS, 0)]),  # a shared library's code
        ("mprotect", [(2, _PROT_EXEC, 0)]),
        ("prlimit64", [(0, 0xFFFFFFFF, 0), (2, _EVERY_BIT, 0)]),  # read one's own limits
    ]


def _machine() -> tuple[int, int]:
    """(column of the table, AUDIT_ARCH); ConfineError on anything but 64-bit Linux on a known processor."""
    if sys.platform != "linux":
        raise ConfineError(f"{sys.platform} has neither Landlock nor seccomp")
    name = os.uname().machine
    if name not in _MACHINES or sys.maxsize < 1 << 32 or sys.byteorder != "little":
        raise ConfineError(f"no table of system calls for {name}")
    return _MACHINES[name]


def _call(name: str, *arguments: int) -> tuple[int, int]:
    """(result, errno) of a raw system call."""
    number = _NUMBERS[name][_machine()[0]]
    assert number is not None
    library = ctypes.CDLL(None, use_errno=True)
    library.syscall.restype = ctypes.c_long
    result = library.syscall(ctypes.c_long(number), *(ctypes.c_long(argument) for argument in arguments))
    return result, ctypes.get_errno()


def _prctl(option: int, value: int) -> None:
    library = ctypes.CDLL(None, use_errno=True)
    if library.prctl(option, ctypes.c_ulong(value), ctypes.c_ulong(0), ctypes.c_ulong(0), ctypes.c_ulong(0)):
        raise ConfineError(f"prctl({option}): {os.strerror(ctypes.get_errno())}")


def die_with_parent(parent: int) -> None:
    """This process is killed when the thread that started it ends.  parent: pid; ConfineError if it is gone already."""
    _prctl(1, 9)  # PR_SET_PDEATHSIG, SIGKILL
    if os.getppid() != parent:
        raise ConfineError("the parent process is gone")


def landlock_abi() -> int:
    """Version of Landlock in the running kernel; 0 where there is none."""
    try:
        return max(0, _call("landlock_create_ruleset", 0, 0, 1)[0])
    except ConfineError:
        return 0


def seccomp_available() -> bool:
    """Whether the kernel knows the action a filter answers with (asked without installing anything)."""
    errno_action = ctypes.c_uint32(0x00050000)
    try:
        return _call("seccomp", 2, 0, ctypes.addressof(errno_action))[0] == 0  # SECCOMP_GET_ACTION_AVAIL
    except ConfineError:
        return False


def _limit_resources(memory: int, cpu: int, starting: bool) -> None:
    import resource

    limits = {"AS": memory, "CPU": cpu, "FSIZE": 0, "NOFILE": 64, "CORE": 0, "MEMLOCK": 0, "MSGQUEUE": 0}
    if not starting:  # a program that starts may need a thread of its own; seccomp still refuses processes
        limits["NPROC"] = 0
    for name, most in limits.items():
        number = getattr(resource, f"RLIMIT_{name}")
        hard = resource.getrlimit(number)[1]
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(number, (most, most))


def _drop_capabilities() -> None:
    header, nothing = ctypes.create_string_buffer(struct.pack("<Ii", 0x20080522, 0)), ctypes.create_string_buffer(24)
    if _call("capset", ctypes.addressof(header), ctypes.addressof(nothing))[0]:
        raise ConfineError("capset refused")


def _restrict_files(rules: list[Rule]) -> None:
    """Landlock: nothing but `rules`; no TCP from ABI 4; no signal and no abstract socket to the outside from ABI 6."""
    abi = landlock_abi()
    if abi < 1:
        raise ConfineError("the kernel has no Landlock, or it is not switched on")
    rights = (1 << 13) - 1 | (1 << 13 if abi >= 2 else 0) | (1 << 14 if abi >= 3 else 0) | (1 << 15 if abi >= 5 else 0)
    attributes = struct.pack("<QQQ", rights, 3 if abi >= 4 else 0, 3 if abi >= 6 else 0)
    size = 24 if abi >= 6 else 16 if abi >= 4 else 8
    buffer = ctypes.create_string_buffer(attributes)
    ruleset, error = _call("landlock_create_ruleset", ctypes.addressof(buffer), size, 0)
    if ruleset < 0:
        raise ConfineError(f"Landlock: {os.strerror(error)}")
    for path, allowed in rules:
        try:
            folder = os.open(path, os.O_PATH | os.O_CLOEXEC)
        except OSError:
            continue  # a path that cannot be opened needs no right
        buffer = ctypes.create_string_buffer(struct.pack("<Qi", allowed, folder), 12)
        result, error = _call("landlock_add_rule", ruleset, 1, ctypes.addressof(buffer), 0)
        os.close(folder)
        if result:
            raise ConfineError(f"Landlock, {path}: {os.strerror(error)}")
    result, error = _call("landlock_restrict_self", ruleset, 0)
    os.close(ruleset)
    if result:
        raise ConfineError(f"Landlock: {os.strerror(error)}")


def _filter(column: int, arch: int, starting: bool) -> bytes:
    """The seccomp program, as `struct sock_filter`s: allow what is listed, EPERM for the rest, kill the foreign."""
    load, equal, at_least, mask, answer = 0x20, 0x15, 0x35, 0x54, 0x06  # BPF: LD|W|ABS, JMP|JEQ, JMP|JGE, ALU|AND, RET
    allow, refuse, kill = 0x7FFF0000, 0x00050001, 0x80000000  # SECCOMP_RET_ALLOW, ERRNO|EPERM, KILL_PROCESS
    code = [(load, 0, 0, 4), (equal, 1, 0, arch), (answer, 0, 0, kill), (load, 0, 0, 0)]
    if column == 0:  # the x32 convention shares the architecture's number
        code += [(at_least, 0, 1, 0x40000000), (answer, 0, 0, kill)]
    not_plain = _CONDITIONAL | _NEVER | (set() if starting else _STARTING)
    for name in sorted(_NUMBERS.keys() - not_plain):
        if (number := _NUMBERS[name][column]) is not None:
            code += [(equal, 0, 1, number), (answer, 0, 0, allow)]
    # "does not exist", so that the C library falls back to `clone`, whose flags can be seen from here
    code += [(equal, 0, 1, _NUMBERS["clone3"][column] or 0), (answer, 0, 0, 0x00050000 | 38)]
    conditions = _conditions() + ([("clone", [(0, _CLONE_THREAD, _CLONE_THREAD)])] if starting else [])
    for name, checks in conditions:
        if (number := _NUMBERS[name][column]) is None:
            continue
        halves = [(16 + 8 * n, m & 0xFFFFFFFF, v & 0xFFFFFFFF) for n, m, v in checks]
        halves += [(20 + 8 * n, m >> 32, v >> 32) for n, m, v in checks if m >> 32]
        left = 3 * len(halves) + 1
        code += [(load, 0, 0, 0), (equal, 0, left, number)]
        for offset, bits, value in halves:
            left -= 3
            code += [(load, 0, 0, offset), (mask, 0, 0, bits), (equal, 0, left, value)]
        code.append((answer, 0, 0, allow))
    code.append((answer, 0, 0, refuse))
    return b"".join(struct.pack("<HBBI", *step) for step in code)


def _restrict_calls(starting: bool) -> None:
    steps = _filter(*_machine(), starting)
    buffer = ctypes.create_string_buffer(steps, len(steps))
    program = ctypes.create_string_buffer(struct.pack("<HxxxxxxQ", len(steps) // 8, ctypes.addressof(buffer)))
    result, error = _call("seccomp", 1, 1, ctypes.addressof(program))  # SET_MODE_FILTER, on all threads
    if result:
        raise ConfineError(f"seccomp: {os.strerror(error) if result < 0 else 'another thread kept its own filter'}")


def _check() -> None:
    """The process tries what must fail from now on, and does not believe a filter that lets it through."""
    try:
        os.close(os.open("/proc/self/status", os.O_RDONLY))
        raise ConfineError("Landlock is in place but files can be read")
    except PermissionError:
        pass
    for name, arguments in (("socket", (2, 2, 0)), ("kill", (os.getpid(), 0))):
        if _call(name, *arguments) != (-1, 1):  # EPERM
            raise ConfineError(f"seccomp is in place but {name} goes through")


def confine(rules: list[Rule], memory: int, cpu: int, starting: bool = False) -> None:
    """Confine this process for good.

    rules: all it may still open.  memory: bytes of address space.  cpu: seconds of processor time.  starting: it may
    still execute a program (one that `rules` allow) and that may start threads; without, neither.  ConfineError,
    OSError or ValueError if any part fails; the process must then end, since a part may already hold."""
    _machine()
    _limit_resources(memory, cpu, starting)
    _drop_capabilities()
    _prctl(38, 1)  # PR_SET_NO_NEW_PRIVS
    _restrict_files(rules)
    _restrict_calls(starting)
    _check()


def library_rules() -> tuple[list[Rule], str]:
    """What loading a C library needs, from what this process has loaded: (rules, path of the dynamic loader)."""
    rules: dict[str, int] = {}
    loader = ""
    with open("/proc/self/maps", encoding="utf-8", errors="surrogateescape") as maps:
        paths = {line.split(maxsplit=5)[-1].strip() for line in maps if ".so" in line}
    own = [os.path.realpath(folder) + os.sep for folder in sys.path]
    for path in sorted(paths):
        name, folder = os.path.basename(path), os.path.dirname(path)
        if name.startswith(("ld-", "ld.so")):
            loader = path
        if any((path + os.sep).startswith(place) for place in own):
            continue
        if any(place.startswith(folder + os.sep) for place in own):  # /usr/lib beside python3.11/: its libraries only
            rules |= {os.path.join(folder, n): READ_FILE for n in os.listdir(folder) if ".so" in n}
        else:
            rules[folder] = READ_FILE
    return list(rules.items()), loader


def _launch(program: str, arguments: list[str]) -> None:
    """Become `program`, confined: it can read itself and C libraries, and execute nothing but itself."""
    os.closerange(3, 65536)
    rules, loader = library_rules()
    rules += [(program, READ_FILE | EXECUTE), (loader, READ_FILE | EXECUTE)]
    # One hour of processor time: the launched worker serves many runs, each under its own limits.
    confine(rules, memory=512 << 20, cpu=3600, starting=True)
    os.execve(program, [program, *arguments], {})  # noqa: S606 - this is the launcher


if __name__ == "__main__":
    try:
        _launch(os.path.realpath(sys.argv[1]), sys.argv[2:])
    except (ConfineError, OSError, ValueError) as error:
        print(error, file=sys.stderr)
        sys.exit(126)
