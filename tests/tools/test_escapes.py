"""What code in the sandbox tries and must not get: every attempt fails, in bounded time, and all around it is unharmed.

An attempt says `escaped` when it has succeeded.  The kernel's part is tried in the second tier, where the code can call
anything; the first tier's interpreter has no such calls, and the confinement of its worker is tried with programs put
in its place.  What needs the kernel is skipped, with the reason, where `levels` says that it does not confine.
"""

from __future__ import annotations

import json
import os
import platform
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest

from necker.tools import confine
from necker.tools.python import PythonResult, levels, run_python
from necker.tools.sandbox import OUTPUT_BYTES, SECONDS, VALUE_BYTES
from tests.children import children_of_this_process

TIER2 = levels()["tier2"]
needs_kernel = pytest.mark.skipif(TIER2["level"] != "kernel", reason=f"tier 2 is {TIER2['level']}: {TIER2['reason']}")
needs_numbers = pytest.mark.skipif(platform.machine() != "x86_64", reason="system call numbers of x86-64")


@pytest.fixture(scope="module")
def outside(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimpleNamespace]:
    """What is worth reaching: a secret file and four listening sockets; and a look at whether they were reached."""
    folder = tmp_path_factory.mktemp("outside")
    secret = folder / "secret.txt"
    secret.write_text("the secret")
    os.environ["NECKER_TEST_SECRET"] = "the secret"
    doors = [socket.socket(), socket.socket(type=socket.SOCK_DGRAM)]
    doors += [socket.socket(socket.AF_UNIX) for _ in range(2)] if sys.platform == "linux" else []
    unix, abstract = str(folder / "unix"), f"\0necker-{os.getpid()}"
    places: list[tuple[str, int] | str] = [("127.0.0.1", 0), ("127.0.0.1", 0), unix, abstract]
    for door, place in zip(doors, places, strict=False):
        door.bind(place)
        door.setblocking(False)
        if door.type == socket.SOCK_STREAM:
            door.listen()
    signals: list[int] = []
    old = signal.signal(signal.SIGUSR1, lambda number, _frame: signals.append(number))
    inputs = {
        "pid": os.getpid(),
        "secret": str(secret),
        "folder": str(folder),
        "tcp": doors[0].getsockname()[1],
        "udp": doors[1].getsockname()[1],
        "unix": unix,
        "abstract": abstract,
    }
    before = (secret.stat().st_ino, secret.stat().st_mode, secret.stat().st_mtime_ns, sorted(folder.iterdir()))

    def unharmed() -> bool:
        now = (secret.stat().st_ino, secret.stat().st_mode, secret.stat().st_mtime_ns, sorted(folder.iterdir()))
        for door in doors:
            with pytest.raises(BlockingIOError):
                door.accept() if door.type == socket.SOCK_STREAM else door.recv(1)
        return now == before and secret.read_text() == "the secret" and not signals

    yield SimpleNamespace(inputs=inputs, unharmed=unharmed, folder=folder)
    signal.signal(signal.SIGUSR1, old)
    for door in doors:
        door.close()
    del os.environ["NECKER_TEST_SECRET"]


def attempt(outside: SimpleNamespace, code: str, science: bool) -> PythonResult:
    """Run the attempt: it has not succeeded, has taken at most a second over the limit, and has changed nothing."""
    result = run_python(code, outside.inputs, science=science)
    # The second tier starts a process and may import numpy before the time of the code begins.
    assert result.seconds < SECONDS + (3.0 if science else 1.0)
    assert result.value != "escaped"
    assert "escaped" not in result.output
    assert len(result.output.encode()) < OUTPUT_BYTES + 100
    assert len(json.dumps(result.value, allow_nan=False, ensure_ascii=False).encode()) <= VALUE_BYTES + 100
    assert result.error is None or (len(result.error) <= 500 and "\n" not in result.error)
    assert result.tier == (2 if science else 1)
    assert outside.unharmed()
    return result


BOTH = {
    "read /etc/passwd": "open('/etc/passwd').read()\n'escaped'",
    "read a file of the parent": "open(secret).read()\n'escaped'",
    "read by pathlib": "import pathlib\npathlib.Path(secret).read_text()\n'escaped'",
    "read by relative path": "open('../../../../etc/passwd').read()\n'escaped'",
    "write into /tmp": "open('/tmp/necker-escape', 'w').write('x')\n'escaped'",
    "write beside the secret": "open(folder + '/new', 'w').write('x')\n'escaped'",
    "write into the working folder": "open('necker-escape', 'w').write('x')\n'escaped'",
    "overwrite a file": "open(secret, 'r+').write('x')\n'escaped'",
    "truncate a file": "open(secret, 'w')\n'escaped'",
    "list the root": "import os\nos.listdir('/')\n'escaped'",
    "list the parent's folder": "import os\nos.listdir(folder)\n'escaped'",
    "remove a file": "import os\nos.remove(secret)\n'escaped'",
    "run a shell by os": "import os\nos.system('true') == 0 and 'escaped'",
    "run a shell by subprocess": "import subprocess\nsubprocess.run(['true'])\n'escaped'",
    "open a socket": "import socket\nsocket.create_connection(('127.0.0.1', tcp), 1)\n'escaped'",
    "read the parent's environment": "import os\n'escaped' if os.environ.get('NECKER_TEST_SECRET') else ''",
    "read /proc/self/environ": "open('/proc/self/environ', 'rb').read()\n'escaped'",
    "read the parent's memory": "open(f'/proc/{pid}/mem', 'rb').read(1)\n'escaped'",
    "read the parent's command line": "open(f'/proc/{pid}/cmdline', 'rb').read()\n'escaped'",
    "foreign functions": "import ctypes\nctypes.CDLL(None).system(b'true') == 0 and 'escaped'",
    "memory bomb": "x = []\nwhile True: x.append('x' * 10_000_000 + str(len(x)))",
    "power tower": "9**9**9",
    "long multiplication": "x = 3\nwhile True: x = x * x",
    "print flood": "while True: print('x' * 10_000)",
    "print flood that catches its end": "while True:\n try:\n  print('x' * 100_000)\n except BaseException: pass",
    "infinite loop": "while True: pass",
    "infinite loop that catches its end": "while True:\n try:\n  while True: pass\n except BaseException: pass",
    "deep nesting of brackets": "(" * 30_000 + ")" * 30_000,
    "deep nesting of signs": "-" * 60_000 + "1",
    "deep nesting of attributes": "a" + ".b" * 30_000,
    "deep nesting of blocks": "\n".join(" " * n + "if 1:" for n in range(300)) + "\n" + " " * 300 + "1",
    "deep recursion": "def f(n): return f(n + 1)\nf(0)",
    "deep value": "x = []\nfor i in range(100_000): x = [x]\nx",
    "value with itself inside": "x = []\nx.append(x)\nx",
    "value that doubles sixty times": "x = [1]\nfor i in range(60): x = [x, x]\nx",
    "output that doubles sixty times": "x = [1]\nfor i in range(60): x = [x, x]\nprint(x)",
    "error that doubles sixty times": "x = [1]\nfor i in range(60): x = [x, x]\nraise ValueError(x)",
    "huge value": "'x' * 20_000_000",
    "huge list": "[0] * 5_000_000",
    "huge integer": "10 ** 100_000",
    "huge error": "raise ValueError('x\\n' * 5_000_000)",
    "infinite value": "float('inf')",
    "not a number": "[float('nan'), -float('inf')]",
    "half a character": "'\\ud800'",
    "replace the functions of the report": (
        "json = repr = str = len = None\nimport json\njson.dumps = lambda *a, **k: [0] * 10**7\n{1, 2}"
    ),
    "value that lies about itself": "class A:\n def __repr__(self): return 3\n def __str__(self): return [1]\nA()",
    "long regular expression": "import re\nre.match('(a+)+$', 'a' * 40 + 'b')",
    "long sleep": "import time\ntime.sleep(60)",
}
# These last until they are stopped, so they run side by side.
SLOW_IN_MONTY = ["long multiplication", "print flood", "print flood that catches its end", "infinite loop"]
SLOW_IN_MONTY += ["infinite loop that catches its end"]
SLOW_IN_CPYTHON = ["power tower", "infinite loop that catches its end", "value that doubles sixty times", "long sleep"]
SLOW_IN_CPYTHON += ["long regular expression", "print flood that catches its end"]
ONLY_IN_MONTY = ["long multiplication", "infinite loop", "output that doubles sixty times"]  # in CPython as the others
ONLY_IN_MONTY += ["error that doubles sixty times"]


@pytest.mark.parametrize("name", [name for name in BOTH if name not in SLOW_IN_MONTY])
def test_attempt_in_the_first_tier(name: str, outside: SimpleNamespace) -> None:
    attempt(outside, BOTH[name], science=False)


@needs_kernel
@pytest.mark.parametrize("name", [name for name in BOTH if name not in SLOW_IN_CPYTHON + ONLY_IN_MONTY])
def test_attempt_in_the_second_tier(name: str, outside: SimpleNamespace) -> None:
    attempt(outside, BOTH[name], science=True)


def test_slow_attempts_in_the_first_tier(outside: SimpleNamespace) -> None:
    with ThreadPoolExecutor(2) as threads:
        results = list(threads.map(lambda name: attempt(outside, BOTH[name], science=False), SLOW_IN_MONTY))
    assert all(result.error for result in results)


@needs_kernel
def test_slow_attempts_in_the_second_tier(outside: SimpleNamespace) -> None:
    codes = [BOTH[name] for name in SLOW_IN_CPYTHON] + [CPYTHON[name] for name in SLOW]
    with ThreadPoolExecutor(2) as threads:
        results = list(threads.map(lambda code: attempt(outside, code, science=True), codes))
    assert all(result.error for result in results)
    assert not children_of_this_process() & {"python", "python3"}


MONTY = {
    "builtins": "__builtins__['open']('/etc/passwd').read()\n'escaped'",
    "import by name": "__import__('os').system('true') == 0 and 'escaped'",
    "subclasses": "[c for c in ().__class__.__base__.__subclasses__() if c.__name__ == 'Popen'] and 'escaped'",
    "globals of a function": "def f(): pass\nf.__globals__['__builtins__']\n'escaped'",
    "code of a function": "def f(): pass\nf.__code__.replace(co_code=b'')\n'escaped'",
    "format string walk": "'{0.__class__.__base__.__subclasses__}'.format(1).startswith('<built') and 'escaped'",
    "frames": "import sys\nsys._getframe(0).f_globals\n'escaped'",
    "modules": "import sys\nsys.modules['os'].system('true') == 0 and 'escaped'",
    "eval": "eval(\"__import__('os').system('true')\") == 0 and 'escaped'",
    "pickle": "import pickle\npickle.loads(b'cos\\nsystem\\n(S\\'true\\'\\ntR.') == 0 and 'escaped'",
    "importlib": "import importlib\nimportlib.import_module('os').system('true') == 0 and 'escaped'",
    "install a package": "import pip\n'escaped'",
    "host function": "host_function([1])\n'escaped'",
    "state of an earlier run": "left_behind\n'escaped'",
}


@pytest.mark.parametrize("name", MONTY)
def test_attempt_through_the_interpreter(name: str, outside: SimpleNamespace) -> None:
    run_python("left_behind = 1")
    assert attempt(outside, MONTY[name], science=False).error


CPYTHON = {
    "send by UDP": "import socket\nsocket.socket(type=2).sendto(b'x', ('127.0.0.1', udp))\n'escaped'",
    "connect to a unix socket": "import socket\nsocket.socket(socket.AF_UNIX).connect(unix)\n'escaped'",
    "connect to an abstract socket": "import socket\nsocket.socket(socket.AF_UNIX).connect(abstract)\n'escaped'",
    "ask for a host name": "import socket\nsocket.getaddrinfo('example.org', 80)\n'escaped'",
    "raw socket": "import socket\nsocket.socket(socket.AF_INET, socket.SOCK_RAW, 1)\n'escaped'",
    "netlink socket": "import socket\nsocket.socket(socket.AF_NETLINK, socket.SOCK_RAW)\n'escaped'",
    "listen": "import socket\nsocket.create_server(('127.0.0.1', 0))\n'escaped'",
    "fetch": "import urllib.request\nurllib.request.urlopen(f'http://127.0.0.1:{tcp}')\n'escaped'",
    "fork": "import os\nos.fork()\n'escaped'",
    "fork bomb": "import os\nwhile True: os.fork()",
    "fork a terminal": "import pty\npty.fork()\n'escaped'",
    "multiprocessing": "import multiprocessing as m\np = m.Process(target=print); p.start()\n'escaped'",
    "threads bomb": "import threading\nwhile True: threading.Thread(target=lambda: print('escaped')).start()",
    "execute": "import os\nos.execv('/bin/sh', ['sh', '-c', 'echo escaped'])",
    "execute Python again": "import os, sys\nos.execv(sys.executable, [sys.executable, '-c', 'print(1)'])",
    "spawn": "import os\nos.posix_spawn('/bin/true', ['true'], {})\n'escaped'",
    "preload a library": "import os\nos.environ['LD_PRELOAD'] = secret\nos.execv('/bin/true', ['true'])",
    "load a library of one's own": "import ctypes\nctypes.CDLL(secret)\n'escaped'",
    "memory to write and execute": "import mmap\nmmap.mmap(-1, 4096, prot=7)\n'escaped'",
    "memory to execute": "import mmap\nmmap.mmap(-1, 4096, prot=5)\n'escaped'",
    "own memory by /proc": "open('/proc/self/mem', 'r+b')\n'escaped'",
    "another process's root": "import os\nos.listdir(f'/proc/{pid}/root')\n'escaped'",
    "another process's descriptors": "import os\nos.listdir(f'/proc/{pid}/fd')\n'escaped'",
    "signal the parent": "import os\nos.kill(pid, 10)\n'escaped'",
    "signal everybody": "import os\nos.kill(-1, 0)\n'escaped'",
    "signal the parent's group": "import os\nos.killpg(pid, 0)\n'escaped'",
    "signal by descriptor": "import fcntl\nfcntl.fcntl(1, fcntl.F_SETOWN, pid)\n'escaped'",
    "signal by pidfd": "import os\nos.pidfd_open(pid)\n'escaped'",
    "survive signals": (
        "import signal\nfor n in range(1, 32):\n try: signal.signal(n, signal.SIG_IGN)\n except OSError: pass\n"
        "while True: pass"
    ),
    "leave the session": "import os\nos.setsid()\n'escaped'",
    "become another user": "import os\nos.setuid(12345)\n'escaped'",
    "become root": "import os\nos.setresuid(0, 0, 0)\n'escaped'",
    "change the root": "import os\nos.chroot('/tmp')\n'escaped'",
    "change the folder": "import os\nos.chdir('/etc')\n'escaped'",
    "raise a limit": "import resource\nresource.setrlimit(resource.RLIMIT_AS, (1 << 40, 1 << 40))\n'escaped'",
    "raise the parent's limits": "import resource\nresource.prlimit(pid, resource.RLIMIT_NOFILE, (9, 9))\n'escaped'",
    "slow the parent": "import os\nos.setpriority(os.PRIO_PROCESS, pid, 19)\n'escaped'",
    "symbolic link out": "import os\nos.symlink(secret, '/tmp/necker-escape')\n'escaped'",
    "hard link out": "import os\nos.link(secret, folder + '/link')\n'escaped'",
    "rename": "import os\nos.rename(secret, folder + '/renamed')\n'escaped'",
    "make a folder": "import os\nos.mkdir(folder + '/made')\n'escaped'",
    "make a pipe with a name": "import os\nos.mkfifo(folder + '/fifo')\n'escaped'",
    "change the mode": "import os\nos.chmod(secret, 0)\n'escaped'",
    "change the owner": "import os\nos.chown(secret, 1, 1)\n'escaped'",
    "change the dates": "import os\nos.utime(secret, (0, 0))\n'escaped'",
    "extended attribute": "import os\nos.setxattr(secret, 'user.x', b'x')\n'escaped'",
    "truncate by path": "import os\nos.truncate(secret, 0)\n'escaped'",
    "truncate while reading": "import os\nos.open(secret, os.O_RDONLY | os.O_TRUNC)\n'escaped'",
    "file without a name": "import os\nos.open('/tmp', os.O_TMPFILE | os.O_RDWR)\n'escaped'",
    "temporary file": "import tempfile\ntempfile.TemporaryFile()\n'escaped'",
    "file in memory": "import os\nos.memfd_create('x')\n'escaped'",
    "shared memory": "import multiprocessing.shared_memory as m\nm.SharedMemory(create=True, size=9)\n'escaped'",
    "read a device": "open('/dev/random', 'rb').read(1)\n'escaped'",
    "write to the terminal": "open('/dev/tty', 'w').write('escaped')\n'escaped'",
    "read the neighbours' packages": "open(neighbour).read()\n'escaped'",
    "infinite generator": "def g():\n while True: yield 1\nsum(g())",
    "decompression bomb": "import zlib\nd = zlib.compress(bytes(10**8))\n[zlib.decompress(d) for _ in range(99)]",
    "array bomb": "import numpy\nnumpy.ones((10**6, 10**6))",
    "recursion without a limit": "import sys\nsys.setrecursionlimit(10**9)\ndef f(): f()\nf()",
    "end the process": "import os\nos._exit(0)",
    "end by a signal": "import os\nos.abort()",
    "break the memory": "import ctypes\nctypes.string_at(1)",
    "close every descriptor and go on": "import os\nos.closerange(0, 64)\nwhile True: pass",
}
SLOW = ["survive signals", "infinite generator", "decompression bomb", "recursion without a limit"]
SLOW += ["close every descriptor and go on"]


@needs_kernel
@pytest.mark.parametrize("name", [name for name in CPYTHON if name not in SLOW])
def test_attempt_through_cpython(name: str, outside: SimpleNamespace) -> None:
    outside.inputs["neighbour"] = pytest.__file__  # another package, beside numpy
    result = attempt(outside, CPYTHON[name], science=True)
    assert result.error
    assert not children_of_this_process() & {"python", "python3", "sh", "true"}


# Name: (number on x86-64, arguments).  Every one answers "not permitted" before the kernel looks at an argument.
CALLS = {
    "vfork": (58, ()),
    "clone": (56, (17, 0, 0, 0, 0)),
    "clone of a thread": (56, (0x10F00, 0, 0, 0, 0)),
    "execve": (59, (0, 0, 0)),
    "execveat": (322, (0, 0, 0, 0, 0)),
    "ptrace attach": (101, (16, "pid", 0, 0)),
    "ptrace traceme": (101, (0, 0, 0, 0)),
    "process_vm_readv": (310, ("pid", 0, 0, 0, 0, 0)),
    "process_vm_writev": (311, ("pid", 0, 0, 0, 0, 0)),
    "tgkill": (234, ("pid", "pid", 0)),
    "rt_sigqueueinfo": (129, ("pid", 10, 0)),
    "pidfd_send_signal": (424, (0, 0, 0, 0)),
    "io_uring_setup": (425, (1, 0)),
    "memfd_create": (319, (0, 0)),
    "memfd_secret": (447, (0,)),
    "mount": (165, (0, 0, 0, 0, 0)),
    "umount2": (166, (0, 0)),
    "move_mount": (429, (0, 0, 0, 0, 0)),
    "pivot_root": (155, (0, 0)),
    "unshare": (272, (0x10000000,)),
    "setns": (308, (0, 0)),
    "keyctl": (250, (0, 0)),
    "add_key": (248, (0, 0, 0, 0, 0)),
    "bpf": (321, (0, 0, 0)),
    "perf_event_open": (298, (0, 0, 0, 0, 0)),
    "userfaultfd": (323, (0,)),
    "open_by_handle_at": (304, (0, 0, 0)),
    "openat2": (437, (0, 0, 0, 0)),
    "open for writing": (2, (0, 1, 0)),
    "socket": (41, (2, 1, 0)),
    "socketpair": (53, (1, 1, 0, 0)),
    "prctl": (157, (4, 0, 0, 0, 0)),
    "seccomp": (317, (1, 0, 0)),
    "landlock_create_ruleset": (444, (0, 0, 1)),
    "capset": (126, (0, 0)),
    "mprotect to execute": (10, (0, 4096, 5)),
    "mmap to write and execute": (9, (0, 4096, 7, 0x22, -1, 0)),
    "pkey_mprotect": (329, (0, 4096, 5, -1)),
    "shmget": (29, (0, 4096, 0)),
    "mq_open": (240, (0, 0, 0, 0)),
    "inotify_init1": (294, (0,)),
    "fanotify_init": (300, (0, 0)),
    "kexec_load": (246, (0, 0, 0, 0)),
    "init_module": (175, (0, 0, 0)),
    "reboot": (169, (0, 0, 0, 0)),
    "sethostname": (170, (0, 0)),
    "settimeofday": (164, (0, 0)),
    "swapon": (167, (0, 0)),
    "syslog": (103, (3, 0, 0)),
    "personality": (135, (0,)),
    "modify_ldt": (154, (0, 0, 0)),
    "iopl": (172, (3,)),
    "kcmp": (312, ("pid", "pid", 0, 0, 0)),
    "ioctl into the terminal": (16, (1, 0x5412, 0)),
    "setitimer": (38, (0, 0, 0)),
    "sched_setaffinity": (203, ("pid", 0, 0)),
    "a call of the future": (1000, ()),
}


@needs_kernel
@needs_numbers
def test_no_other_system_call_exists(outside: SimpleNamespace) -> None:
    tries = [[number, [outside.inputs["pid"] if a == "pid" else a for a in args]] for number, args in CALLS.values()]
    code = """
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
answers = []
for number, arguments in tries:
    result = libc.syscall(ctypes.c_long(number), *[ctypes.c_long(a) for a in arguments])
    answers.append([result, ctypes.get_errno()])
answers
"""
    outside.inputs["tries"] = tries
    answers = attempt(outside, code, science=True).value
    del outside.inputs["tries"]
    assert isinstance(answers, list)
    assert dict(zip(CALLS, answers, strict=True)) == {name: [-1, 1] for name in CALLS}


FIND_PIPE = """
import os, stat, json
for pipe in range(64):
    try:
        if stat.S_ISFIFO(os.fstat(pipe).st_mode): break
    except OSError: pass
def say(data):
    while data: data = data[os.write(pipe, data):]
    os._exit(0)
def reply(**changed):
    say(json.dumps({'output': '', 'full': False, 'value': '', 'error': None} | changed).encode())
"""
FORGED = {
    "a pickle": (
        "import pickle\nclass A:\n def __reduce__(self): return os.system, (f'touch {folder}/new',)\n"
        "say(pickle.dumps(A()))"
    ),
    "nothing": "say(b'')",
    "bytes": "say(bytes(range(256)))",
    "two replies": 'say(b\'{"output": "", "full": false, "value": "J1", "error": null}\' * 2)',
    "not an object": "say(b'[1]')",
    "missing keys": "say(b'{}')",
    "wrong types": "reply(output=[], value=3, error={})",
    "a deep reply": "say(b'[' * 500_000)",
    "a flood": "say(b'x' * 50_000_000)",
    "a refusal": 'say(b\'{"refused": "escaped"}\')',
    "infinity": "reply(value='J1e999')",
    "not a number": "reply(value='JNaN')",
    "a deep value": "reply(value='J' + '[' * 200 + ']' * 200)",
    "a very deep value": "reply(value='J' + '[' * 30000 + ']' * 30000)",
    "a large value": "reply(value='J\"' + 'x' * 70000 + '\"')",
    "a large representation": "reply(value='R' + 'x' * 70000)",
    "a long integer": "reply(value='J' + '9' * 5000)",
    "an unknown kind": "reply(value='P1')",
}


@needs_kernel
@pytest.mark.parametrize("name", FORGED)
def test_forged_reply_is_refused(name: str, outside: SimpleNamespace) -> None:
    result = attempt(outside, FIND_PIPE + FORGED[name], science=True)
    assert result.error
    assert result.value is None


@needs_kernel
def test_forged_reply_is_only_data(outside: SimpleNamespace) -> None:
    """The code may write the reply itself; it gets what it could have computed anyway, through the same checks."""
    code = (
        "reply(value='J{\"a\": [1, \"\\\\ud800\"]}', error=None, output='\\ud800' + 'x' * 100_000, tier=1, seconds=0)"
    )
    result = attempt(outside, FIND_PIPE + code, science=True)
    assert result.value == {"a": [1, "?"]}
    assert result.seconds > 0
    result.output.encode()


@needs_kernel
def test_forged_error_is_one_short_line(outside: SimpleNamespace) -> None:
    result = attempt(outside, FIND_PIPE + "reply(error='line\\n' * 10_000)", science=True)
    assert result.error
    assert result.error.startswith("line line")


LAUNCHED = {
    "read a file": ["/bin/cat", "/etc/passwd"],
    "list a folder": ["/bin/ls", "/"],
    "start a process": ["/bin/sh", "-c", "(echo escaped) && (echo escaped)"],
    "execute another program": ["/bin/sh", "-c", "exec /bin/echo escaped"],
    "write a file": ["/bin/sh", "-c", "echo x > /tmp/necker-escape && echo escaped"],
    "signal the parent": ["/bin/sh", "-c", "kill -0 $PPID && echo escaped"],
}


@pytest.mark.skipif(levels()["tier1"]["level"] != "kernel", reason=f"tier 1: {levels()['tier1']['reason']}")
@pytest.mark.parametrize("name", LAUNCHED)
def test_attempt_in_place_of_the_worker(name: str, outside: SimpleNamespace) -> None:
    """Were the worker broken into, it could do no more than these programs can in its place."""
    launch = [sys.executable, "-I", "-S", confine.__file__]
    assert subprocess.run([*launch, "/bin/echo", "hello"], capture_output=True, check=True).stdout == b"hello\n"
    run = subprocess.run([*launch, *LAUNCHED[name]], capture_output=True, check=False)
    assert run.returncode
    assert not run.stdout
    assert outside.unharmed()
