"""Report the crashes of your own Python program to a CrashDesk server.

One file without dependencies: install it, or copy it beside your program. Then

    import crashdesk_report

    crashdesk_report.install("https://crashes.example.org", app="invoices", version="1.2.0")

From there on an exception that nothing catches, in the main thread or another, is described, kept
on disk and sent; a crash of the interpreter itself (a segmentation fault) is found and sent at the
next start. While the server is away up to 50 reports wait on disk.

What it never does: raise into your program, hold up its exit for more than two seconds, follow a
redirect, send a cookie, or send the name of a home directory.
"""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import dataclasses
import datetime
import faulthandler
import http.client
import json
import locale
import logging
import os
import platform
import re
import secrets
import sys
import sysconfig
import threading
import time
import traceback
import urllib.error
import urllib.parse
import urllib.request
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any

Body = dict[str, Any]
"""One report as `POST /v1/report` takes it."""

EXIT_WAIT_S = 2.0
"""The longest that a program's exit waits for its reports to be sent."""
QUEUE_LIMIT = 50
"""Reports kept on disk; beyond that the oldest go."""
BODY_LIMIT = 98_304
"""Bytes that the server takes."""
LIMITS = {
    "version": 64, "os": 32, "arch": 32, "message": 16_384, "source": 32, "label": 64, "errorType": 128,
    "errorMessage": 4096, "stack": 16_384, "topFrame": 300, "buildCommit": 64, "channel": 32, "language": 64,
    "view": 200, "occurredAt": 64,
}  # fmt: skip
"""Longest texts that the server takes, in UTF-16 units."""
BREADCRUMBS = 30
SEND_TIMEOUT_S = 10.0

_log = logging.getLogger("crashdesk_report")
_HOME = re.compile(r"((?:[A-Za-z]:\\Users\\|/home/|/Users/))[^/\\\s\"':]+")
_GO_NAMES = {"x86_64": "amd64", "AMD64": "amd64", "aarch64": "arm64", "i686": "386"}


@dataclasses.dataclass(frozen=True)
class Program:
    """The program whose crashes are reported."""

    app: str
    version: str
    channel: str = ""
    build_commit: str = ""


@dataclasses.dataclass(frozen=True)
class Fault:
    """What went wrong, in any language.

    Attributes:
        source: the language or runtime: `python`, `node`, `native`.
        top_frame: the innermost frame of the program itself, `function (file:line)`.
        view: where in the program: a thread, a task, a command line.
    """

    source: str
    error_type: str
    error_message: str
    stack: str
    top_frame: str = ""
    view: str = ""
    kind: str = "crash"


# --- Texts ---------------------------------------------------------------------------------------


def redact(text: str) -> str:
    """Take the user's name out of the paths of home directories."""
    with contextlib.suppress(RuntimeError):  # somebody without a home directory
        home = str(Path.home())
        if len(home) > 1 and not _HOME.match(home):
            text = re.sub(re.escape(home) + r"(?![\w.-])", "~", text)
    return _HOME.sub(r"\1_", text)


def cut(text: str, limit: int, head: int | None = None) -> str:
    """Make `text` valid Unicode of at most `limit` UTF-16 units.

    With `head` that many units are kept of its beginning and the rest of the room goes to its end.
    """
    units = text.encode("utf-16-le", "surrogatepass")
    if len(units) > 2 * limit:
        if head is None:
            units = units[: 2 * limit]
        else:
            mark = "\n  […]\n".encode("utf-16-le")
            tail = 2 * (limit - head) - len(mark)
            units = units[: 2 * head] + mark + units[-tail:]
    return units.decode("utf-16-le", "replace")


def compose(
    program: Program, fault: Fault, breadcrumbs: Iterable[Body] = (), at: float | None = None
) -> Body:
    """Return the report of a fault within the server's limits. `at` is seconds since 1970, default now."""
    moment = datetime.datetime.fromtimestamp(time.time() if at is None else at, datetime.UTC)
    body: Body = {
        "kind": fault.kind,
        "schemaVersion": 2,
        "version": program.version or "0",
        "os": platform.system().lower() or sys.platform,
        "arch": _GO_NAMES.get(platform.machine(), platform.machine().lower()) or "unknown",
        "message": f"{fault.error_type}: {fault.error_message}" if fault.error_message else fault.error_type,
        "source": fault.source,
        "label": program.app,
        "errorType": fault.error_type,
        "errorMessage": fault.error_message,
        "stack": fault.stack,
        "topFrame": fault.top_frame,
        "buildCommit": program.build_commit,
        "channel": program.channel,
        "language": _language(),
        "view": fault.view,
        "occurredAt": moment.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "device": _device(),
        "breadcrumbs": list(breadcrumbs)[-BREADCRUMBS:],
    }
    for name, limit in LIMITS.items():
        # The beginning of a stack says where it started, its end what failed: both are kept.
        body[name] = cut(redact(body[name]), limit, head=limit // 4 if name == "stack" else None)
    while len(encode(body)) > BODY_LIMIT:
        for name in ("stack", "message"):
            body[name] = cut(body[name], len(body[name]) // 2)
    return {name: value for name, value in body.items() if value not in ("", [], {})}


def encode(body: Body) -> bytes:
    """Return the bytes that are sent."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def _language() -> str:
    """Return the user's language, such as `en-US`, empty where none is set."""
    named = os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    with contextlib.suppress(ValueError):  # a locale that Python does not know
        named = locale.getlocale()[0] or named
    name = named.partition(".")[0]
    return "" if name in ("C", "POSIX") else name.replace("_", "-")


def _device() -> Body:
    system = platform.platform()
    with contextlib.suppress(OSError):  # only Linux has this file
        system = platform.freedesktop_os_release()["PRETTY_NAME"]
    device: Body = {"osVersion": cut(system, 128), "cores": os.cpu_count() or 0}
    if cpu := platform.processor():
        device["cpu"] = cut(cpu, 128)
    with contextlib.suppress(AttributeError, ValueError, OSError):  # not on every system
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
        device["ramGb"] = round(memory / 2**30, 1)
    return device


# --- Python's exceptions -------------------------------------------------------------------------


def fault_of(error: BaseException, view: str = "", kind: str = "crash") -> Fault:
    """Describe an exception with its whole chain of causes and the members of groups."""
    described = traceback.TracebackException.from_exception(error, compact=True)
    name = type(error).__qualname__
    module = type(error).__module__
    try:
        message = str(error)
    except Exception:  # noqa: BLE001 - the __str__ of somebody else's exception
        message = "<no message: its __str__ failed>"
    return Fault(
        source="python",
        error_type=name if module in ("builtins", "__main__") else f"{module}.{name}",
        error_message=message,
        stack="".join(_collapsed(list(described.format()))),
        top_frame=_top_frame(error.__traceback__),
        view=view,
        kind=kind,
    )


def _collapsed(parts: list[str], longest: int = 8, keep: int = 3) -> Iterator[str]:
    """Write a run of repeating frames (recursion through up to `longest` functions) `keep` times only."""
    at = 0
    while at < len(parts):
        for period in range(1, longest + 1):
            block = parts[at : at + period]
            times = 1
            while parts[at + times * period : at + (times + 1) * period] == block:
                times += 1
            if times > keep:
                yield from block * keep
                yield f"  [the {period} frame(s) above, {times - keep} more times]\n"
                at += times * period
                break
        else:
            yield parts[at]
            at += 1


def _top_frame(trace: TracebackType | None) -> str:
    """Name the innermost frame of the program itself, or the innermost one of all."""
    frames = [
        (frame.f_code.co_qualname, frame.f_code.co_filename, line) for frame, line in traceback.walk_tb(trace)
    ]
    own = [frame for frame in frames if is_own(frame[1])] or frames
    return frame_text(*own[-1]) if own else ""


def frame_text(function: str, file: str, line: int) -> str:
    """Write a frame as `function (file:line)`, the file relative to where Python imports from."""
    for root in sorted((entry or os.getcwd() for entry in sys.path), key=len, reverse=True):  # noqa: PTH109
        if file.startswith(root + os.sep):
            file = file[len(root) + 1 :]
            break
    return f"{function} ({Path(file).as_posix()}:{line})"


def is_own(file: str) -> bool:
    """Tell the program's own files from the standard library and installed packages."""
    paths = sysconfig.get_paths()
    foreign = (paths["stdlib"], paths["platstdlib"], paths["purelib"], paths["platlib"], "<frozen", __file__)
    return not file.startswith(foreign) and "site-packages" not in file and "dist-packages" not in file


# --- The queue -----------------------------------------------------------------------------------


class Queue:
    """Reports that wait on disk, one file each, readable by the user alone."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    def put(self, body: Body) -> Path:
        """Keep a report; beyond the limit the oldest goes."""
        self.directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self.directory / f"{time.time_ns():020d}-{secrets.token_hex(4)}.json"
        unfinished = path.with_suffix(".new")
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(encode(body))
        unfinished.replace(path)
        for old in self.waiting()[:-QUEUE_LIMIT]:
            old.unlink(missing_ok=True)
        return path

    def waiting(self) -> list[Path]:
        """Return the waiting reports, oldest first."""
        return sorted(self.directory.glob("*.json"))

    def send(self, server: str) -> int:
        """Send what waits, oldest first, until the server does not answer; return how many went.

        A report is claimed by renaming it, so that two processes do not both send it.
        """
        self._take_back()
        sent = 0
        for path in self.waiting():
            claimed = path.with_suffix(".sending")
            try:
                path.rename(claimed)
                os.utime(claimed)
            except OSError:
                continue  # another process was quicker
            if not post(server, claimed.read_bytes()):
                claimed.rename(path)
                break
            claimed.unlink(missing_ok=True)
            sent += 1
        return sent

    def _take_back(self) -> None:
        """Return reports to the queue whose sender died on the way."""
        for claimed in self.directory.glob("*.sending"):
            with contextlib.suppress(OSError):
                if time.time() - claimed.stat().st_mtime > 10 * SEND_TIMEOUT_S:
                    claimed.rename(claimed.with_suffix(".json"))


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A report goes to the server that was named and nowhere else."""

    def redirect_request(self, *_args: Any, **_kwargs: Any) -> None:
        return None


def post(server: str, body: bytes) -> bool:
    """Send one report. False when it should be tried again later; what the server refuses is done with."""
    request = urllib.request.Request(  # noqa: S310 - `checked` lets only http and https through
        checked(server) + "/v1/report", body, {"Content-Type": "application/json"}, method="POST"
    )
    try:
        with urllib.request.build_opener(_NoRedirect).open(request, timeout=SEND_TIMEOUT_S):
            return True
    except urllib.error.HTTPError as error:
        error.close()
        _log.warning("the crash server answered %d", error.code)
        return error.code in (400, 413, 422)
    except (OSError, http.client.HTTPException) as error:
        _log.info("the crash server cannot be reached: %s", error)
        return False


def checked(server: str) -> str:
    """Return the address without its last slash. Raises ValueError unless it is http or https with a host."""
    parts = urllib.parse.urlsplit(server)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"not an http(s) address of a crash server: {server!r}")
    return server.rstrip("/")


def default_directory(app: str) -> Path:
    """Return where an app's reports wait."""
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA", Path.home()))
    else:
        base = Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local/state")
    return base / "crashdesk-report" / (re.sub(r"[^\w.-]", "_", app) or "_")


# --- In the running program ----------------------------------------------------------------------


class Breadcrumbs(logging.Handler):
    """Remembers the last log records, which go along with a report."""

    def __init__(self, level: int = logging.INFO) -> None:
        super().__init__(level)
        self._last: deque[Body] = deque(maxlen=BREADCRUMBS)

    def emit(self, record: logging.LogRecord) -> None:
        """Remember a record."""
        with contextlib.suppress(Exception):  # a log call with wrong arguments is not ours to report
            text = cut(redact(record.getMessage()), 240)
            self._last.append({"t": int(record.created * 1000), "cat": cut(record.name, 64), "msg": text})

    def collected(self) -> list[Body]:
        """Return what is remembered, oldest first."""
        return list(self._last)


class Reporter:
    """Describes, keeps and sends the crashes of this process. `install` makes one."""

    def __init__(self, server: str, program: Program, directory: Path) -> None:
        self.program = program
        self.queue = Queue(directory)
        self.breadcrumbs = Breadcrumbs()
        self._server = checked(server)
        self._sender: threading.Thread | None = None

    def report(self, error: BaseException, view: str = "", kind: str = "exception") -> None:
        """Report an exception that your program caught and wants to have seen nevertheless."""
        self._keep(lambda: fault_of(error, view, kind))

    def watch(self, loop: asyncio.AbstractEventLoop) -> None:
        """Report what nothing awaited in this loop, besides what the loop does with it."""
        previous = loop.get_exception_handler()

        def handle(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
            error = context.get("exception")
            if isinstance(error, Exception):
                task = context.get("task") or context.get("future")
                name = task.get_name() if isinstance(task, asyncio.Task) else "callback"
                self.report(error, view=f"asyncio {name}", kind="crash")
            if previous is None:
                loop.default_exception_handler(context)
            else:
                previous(loop, context)

        loop.set_exception_handler(handle)

    def send(self) -> None:
        """Send what waits, in the background."""
        if self._sender is None or not self._sender.is_alive():
            self._sender = threading.Thread(target=self._send, name="crashdesk-report", daemon=True)
            self._sender.start()

    def wait(self, seconds: float = EXIT_WAIT_S) -> None:
        """Wait for the sending to end, no longer than this."""
        if self._sender is not None:
            self._sender.join(seconds)

    def hook(self) -> None:
        """Take note of every exception that nothing catches, of interpreter crashes and of log records."""
        self._hook_exceptions()
        logging.getLogger().addHandler(self.breadcrumbs)
        self._collect_faults()
        if not faulthandler.is_enabled():
            self._hook_faults()
        self.send()
        atexit.register(self.wait)

    def _send(self) -> None:
        with _never_raising():
            self.queue.send(self._server)

    def _keep(self, describe: Callable[[], Fault]) -> None:
        with _never_raising():
            self.queue.put(compose(self.program, describe(), self.breadcrumbs.collected()))
            self.send()

    def _hook_exceptions(self) -> None:
        main, threads = sys.excepthook, threading.excepthook

        def on_main(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
            main(kind, error, trace)
            if isinstance(error, Exception):
                self.report(error, view="main thread", kind="crash")

        def on_thread(arguments: threading.ExceptHookArgs) -> None:
            threads(arguments)
            if isinstance(arguments.exc_value, Exception):
                name = arguments.thread.name if arguments.thread else "?"
                self.report(arguments.exc_value, view=f"thread {name}", kind="crash")

        sys.excepthook, threading.excepthook = on_main, on_thread

    def _hook_faults(self) -> None:
        """Let the interpreter write where it was when it crashes; the next start finds that."""
        self.queue.directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self.queue.directory / f"{os.getpid()}-{secrets.token_hex(4)}.fault"
        file = path.open("w", encoding="utf-8")
        file.write(json.dumps(dataclasses.asdict(self.program)) + "\n")
        file.flush()
        faulthandler.enable(file)
        atexit.register(_end_faults, file, path)

    def _collect_faults(self) -> None:
        """Queue the interpreter crashes of earlier runs."""
        for path in self.queue.directory.glob("*.fault"):
            with contextlib.suppress(OSError, ValueError, TypeError):
                if _is_alive(int(path.name.partition("-")[0])):
                    continue
                program, _, dump = path.read_text("utf-8", "replace").partition("\n")
                at = path.stat().st_mtime
                path.unlink()
                if dump.strip():
                    self.queue.put(compose(Program(**json.loads(program)), fault_of_dump(dump), at=at))


def fault_of_dump(dump: str) -> Fault:
    """Describe a crash of the interpreter from what faulthandler wrote."""
    first = dump.strip().splitlines()[0]
    kind, _, reason = first.partition(": ")
    crashed = dump[max(dump.find("Current thread"), 0) :]  # other threads may come before it
    frames = re.findall(r'^  File "(.+)", line (\d+) in (.+)$', crashed, re.MULTILINE)
    own = [frame for frame in frames if is_own(frame[0])] or frames
    top = frame_text(own[0][2], own[0][0], int(own[0][1])) if own else ""
    return Fault("python", reason or kind, kind, dump, top, view="interpreter")


def _is_alive(process: int) -> bool:
    if sys.platform == "win32":
        return False  # an open file cannot be removed there, which says the same
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return process != os.getpid()


def _end_faults(file: Any, path: Path) -> None:
    with _never_raising():
        faulthandler.disable()
        file.close()
        path.unlink(missing_ok=True)


@contextlib.contextmanager
def _never_raising() -> Generator[None]:
    """Keep this file's own mistakes away from the program that it serves."""
    try:
        yield
    except Exception:  # noqa: BLE001 - see above
        _log.warning("a crash could not be reported", exc_info=True)


def install(
    server: str,
    *,
    app: str,
    version: str,
    channel: str = "",
    build_commit: str = "",
    directory: Path | None = None,
) -> Reporter | None:
    """Report from now on every crash of this process; also send what waits from earlier ones.

    Args:
        server: address of the CrashDesk server, http or https.
        app: name of your program; crashes of different programs are never grouped together.
        version: of your program, for example `1.2.0`.
        channel: such as `beta`; with `dev` reports are kept apart from those of releases.
        build_commit: what your program was built from.
        directory: where reports wait; by default in the user's state directory.

    Returns:
        the reporter, for `report(error)` and `watch(loop)`; None, with a line in the log, when it
        cannot work here.
    """
    with _never_raising():
        reporter = Reporter(
            server, Program(app, version, channel, build_commit), directory or default_directory(app)
        )
        reporter.hook()
        return reporter
    return None
