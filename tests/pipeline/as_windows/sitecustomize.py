"""Takes away what Windows lacks and refuses what it refuses. Python imports this first where its folder is on PYTHONPATH.

Processes that a command starts inherit PYTHONPATH, and so are on the same Windows. What our own code may not have, libraries
keep: they take this machine for what it is, and have code of their own for Windows.

Where it can be told from Python's own documentation, Windows is followed; its path separator, its shell and its console are not.
"""

from __future__ import annotations

import builtins
import errno
import io
import locale
import multiprocessing.connection
import multiprocessing.context
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path, PurePath
from types import ModuleType
from typing import Any

ROOT = Path(__file__).resolve().parents[3]
OURS = (f"{ROOT / 'src'}{os.sep}", f"{ROOT / 'pipelines'}{os.sep}")
ENCODING, LINE_END = "cp1252", "\r\n"
GONE_MODULES = {"curses", "fcntl", "grp", "pty", "pwd", "readline", "resource", "syslog", "termios", "tty"}
GONE_FROM_OS = (
    "WEXITSTATUS", "WIFEXITED", "WIFSIGNALED", "chown", "chroot", "confstr", "fchdir", "fchown", "fdatasync", "fork", "forkpty",
    "getegid", "geteuid", "getgid", "getgroups", "getloadavg", "getpgid", "getpgrp", "getpriority", "getsid", "getuid", "killpg",
    "lchown", "lockf", "mkfifo", "mknod", "nice", "openpty", "pipe2", "posix_fadvise", "posix_fallocate", "posix_spawn", "pread",
    "pwrite", "register_at_fork", "sched_getaffinity", "sched_setaffinity", "sched_yield", "sendfile", "setpgid", "setsid",
    "statvfs", "symlink", "sync", "sysconf", "uname", "wait", "wait3", "wait4",
    "O_CLOEXEC", "O_DIRECTORY", "O_NOFOLLOW", "O_NONBLOCK", "O_SYNC",
)  # fmt: skip
GONE_FROM_SIGNAL = (
    "SIGALRM", "SIGCHLD", "SIGCONT", "SIGHUP", "SIGKILL", "SIGPIPE", "SIGQUIT", "SIGSTOP", "SIGTSTP", "SIGUSR1", "SIGUSR2",
    "alarm", "pause", "pthread_kill", "pthread_sigmask", "setitimer", "sigwait",
)  # fmt: skip
FORBIDDEN = re.compile(r'[<>:"|?*\\\x00-\x1f]|[. ]$')
RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)( *\..*)?", re.IGNORECASE)


def asked_by_us(depth: int = 2) -> bool:
    """Return whether code of the package or its stages called the function that asks this."""
    return sys._getframe(depth).f_code.co_filename.startswith(OURS)


def take_away(module: ModuleType, names: tuple[str, ...]) -> None:
    """Take names out of a module for our own code; libraries still find them."""
    kept = {name: module.__dict__.pop(name) for name in names if name in module.__dict__}

    class Without(ModuleType):
        def __getattr__(self, name: str) -> Any:
            if name not in kept or asked_by_us():
                raise AttributeError(f"module '{module.__name__}' has no attribute '{name}' on Windows")
            return kept[name]

    module.__class__ = Without


def take_away_modules() -> None:
    """Have our own code find no module that Windows lacks."""
    real = builtins.__import__

    def found(name: str, *arguments: Any, **options: Any) -> ModuleType:
        if name in GONE_MODULES and asked_by_us():
            raise ModuleNotFoundError(f"No module named '{name}' on Windows", name=name)
        return real(name, *arguments, **options)

    builtins.__import__ = found


def check_name(path: str) -> None:
    """Refuse a name that no file or folder can have on Windows."""
    for part in path.split("/"):
        if part not in {"", ".", ".."} and (FORBIDDEN.search(part) or RESERVED.fullmatch(part)):
            raise OSError(errno.EINVAL, "The filename, directory name, or volume label syntax is incorrect", path)


def absolute(path: Any, folder: Any = None) -> str:
    """Return the absolute path of what an event names, which may start at a folder that is open."""
    text = os.fsdecode(path)
    start = os.readlink(f"/proc/self/fd/{folder}") if isinstance(folder, int) and folder >= 0 else os.getcwd()
    return os.path.normpath(os.path.join(start, text))


def held_open() -> Iterator[str]:
    """Yield the files that this process, or another of its session, has open."""
    asked = "getsid"  # Windows, for which types are checked too, has none
    session: Callable[[int], int] = getattr(os, asked)
    ours = session(0)
    for process in filter(str.isdigit, os.listdir("/proc")):
        try:
            if session(int(process)) != ours:
                continue
            for handle in os.listdir(f"/proc/{process}/fd"):
                yield os.readlink(f"/proc/{process}/fd/{handle}")
        except OSError:  # it has ended, or closed that file, meanwhile
            continue
    with open("/proc/self/maps", encoding="utf-8") as mapped:
        yield from (line.rstrip("\n").split(maxsplit=5)[5] for line in mapped if "/" in line)


def check_closed(*paths: str) -> None:
    """Refuse to rename, replace or remove a file that is open, or a folder with one in it."""
    exact, below = set(paths), tuple(f"{path}/" for path in paths if os.path.isdir(path) and not os.path.islink(path))
    for held in held_open():
        if (held in exact and os.path.isfile(held)) or held.startswith(below):
            raise PermissionError(errno.EACCES, "The process cannot access the file because it is being used", held)


def heard(event: str, arguments: tuple[Any, ...]) -> None:
    """Refuse what Windows refuses, as soon as Python says that it is about to do it."""
    if (event == "open" and isinstance(arguments[0], str | bytes) and arguments[2] & os.O_CREAT) or event == "os.mkdir":
        check_name(os.fsdecode(arguments[0]))
    elif event == "os.link":
        check_name(os.fsdecode(arguments[1]))
    elif event == "os.rename":
        source, target = absolute(arguments[0], arguments[2]), absolute(arguments[1], arguments[3])
        check_name(target)
        if os.path.isdir(target):
            raise PermissionError(errno.EACCES, "Access is denied", target)
        check_closed(source, target)
    elif event == "os.remove":
        path = absolute(*arguments)
        if os.path.isfile(path) and not os.path.islink(path) and not os.stat(path).st_mode & 0o200:
            raise PermissionError(errno.EACCES, "Access is denied", path)
        check_closed(path)
    elif event == "os.symlink":
        raise OSError(errno.EPERM, "A required privilege is not held by the client", arguments[1])
    elif event in {"os.fork", "os.forkpty"}:
        raise OSError(errno.ENOSYS, "There is no fork on Windows")


def rename(real: Any = os.rename) -> Any:
    """Return `os.rename` as on Windows, where it takes the place of nothing."""

    def renamed(source: Any, target: Any, **options: Any) -> None:
        if os.path.lexists(target):
            raise FileExistsError(errno.EEXIST, "Cannot create a file when that file already exists", target)
        real(source, target, **options)

    return renamed


def text_as_on_windows(real: Any = io.open) -> Any:
    """Return `open` as on Windows: text that names no encoding is Windows-1252, and line feeds become two characters."""

    def opened(
        file: Any, mode: str = "r", buffering: int = -1, encoding: str | None = None, errors: str | None = None,
        newline: str | None = None, closefd: bool = True, opener: Any = None,
    ) -> Any:  # fmt: skip
        if "b" not in mode:
            encoding = ENCODING if encoding in {None, "locale"} else encoding
            if newline is None and not {"r", "+"} & set(mode):
                newline = LINE_END
        return real(file, mode, buffering, encoding, errors, newline, closefd, opener)

    return opened


def refuse_ours(what: str, real: Any) -> Any:
    """Return a method that our own code cannot use on Windows."""

    def refused(*arguments: Any) -> Any:
        if asked_by_us():
            raise OSError(errno.EBADF, f"{what} on Windows")
        return real(*arguments)

    return refused


def become_windows() -> None:
    """Do all of it."""
    take_away_modules()
    starts: Mapping[str, Any] = multiprocessing.context._concrete_contexts  # type: ignore[attr-defined]
    for other in ("fork", "forkserver"):
        starts.pop(other, None)  # type: ignore[attr-defined]
    multiprocessing.context._default_context._default_context = starts["spawn"]  # type: ignore[attr-defined]
    pipe = multiprocessing.connection.Connection
    pipe.fileno = refuse_ours("a pipe has a handle, and is no file", pipe.fileno)  # type: ignore[method-assign]
    PurePath.__lt__ = refuse_ours("paths are in another order", PurePath.__lt__)  # type: ignore[method-assign]
    io.open = builtins.open = text_as_on_windows()
    os.rename = rename()
    locale.getencoding = lambda: ENCODING
    locale.getpreferredencoding = lambda do_setlocale=True: ENCODING
    subprocess._text_encoding = lambda: ENCODING  # type: ignore[attr-defined]
    sys.addaudithook(heard)
    take_away(os, GONE_FROM_OS)
    take_away(signal, GONE_FROM_SIGNAL)


if "AS_WINDOWS" in os.environ:
    become_windows()
