"""`crashdesk-report`: report the crashes of any program by what it writes on its way down.

    crashdesk-report run --server URL --app thumbs --version 1.2 -- ./thumbs photo.jpg
    crashdesk-report send report.json --server URL
    crashdesk-report list

`run` starts a program and passes on what it writes. When a signal ends it, a sanitizer objects, or
Python or Node dies of an error that nothing caught, it reads that out of the error output, keeps it
on disk and sends it. Its exit code is the program's. Standard library only, like `crashdesk_report`.
"""

from __future__ import annotations

import argparse
import itertools
import os
import re
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import IO

from crashdesk_report import Fault, Program, Queue, compose, default_directory, frame_text, is_own, post

KEPT = 262_144
"""Bytes of error output that are kept, the last ones."""
_SANITIZER = re.compile(r"^==\d+==\s*ERROR: (\w+Sanitizer): (.*)$", re.MULTILINE)
_UNDEFINED = re.compile(r"^(\S+):(\d+):\d+: runtime error: (.*)$", re.MULTILINE)
_NATIVE_FRAME = re.compile(r"^\s*#\d+ 0x[0-9a-f]+ in (\S+) ([^\s:]+):(\d+)", re.MULTILINE)
_ASSERTION = re.compile(r"^\S+: (\S+):(\d+): (.+?): (Assertion `.*' failed\.)$", re.MULTILINE)
_BACKTRACE = re.compile(r"^(\S+)\((\w*)\+?0?x?[0-9a-f]*\) ?\[0x[0-9a-f]+\]$", re.MULTILINE)
_NODE = re.compile(
    r"(?:^ *\^+ *\n\n?|^\n(?=\[?\w*Error\b))"  # the caret below the line that threw, if there is one
    r"(?P<stack>\[?(?:Uncaught )?(?P<kind>[A-Z]\w*)(?: \[\w+\])?(?:: (?P<message>.*?))?\]?(?: \{)?\n"
    r"(?s:.*?))^Node\.js v\d",
    re.MULTILINE,
)
_NODE_FRAME = re.compile(r"^\s+at (?:(.+?) \()?(?:file://)?([^\s()]+):(\d+):\d+\)?", re.MULTILINE)
_PYTHON = re.compile(r"^(?:Traceback \(most recent call last\)|  \+ Exception Group Traceback)", re.MULTILINE)
_PYTHON_FRAME = re.compile(r'^\s*(?:\| *)*File "(.+)", line (\d+), in (.+)$', re.MULTILINE)


def fault_in(output: str, code: int) -> Fault | None:
    """Read a crash out of a program's error output. `code` is its exit code, negative for a signal."""
    found = _sanitizer(output) or (code and (_node(output) or _python(output)))
    if found:
        return found
    return _signal(output, -code) if code < 0 else None


def _sanitizer(output: str) -> Fault | None:
    if match := _SANITIZER.search(output):
        tool, message = match.groups()
        message = re.sub(r" (?:at pc|\(pc|\(0x|on address).*", "", message)
        kind = "memory leak" if tool == "LeakSanitizer" else message.split(" ")[0].rstrip(":")
        return Fault("native", kind, f"{tool}: {message}", _findings(output, match), _native_top(output))
    if match := _UNDEFINED.search(output):
        file, line, message = match.groups()
        stack = _findings(output, match)
        return Fault(
            "native", "undefined behaviour", message, stack, _native_top(stack) or f"{Path(file).name}:{line}"
        )
    return None


def _findings(output: str, match: re.Match[str]) -> str:
    """Return what the sanitizer found, without the dump of its own shadow memory."""
    return re.split(r"^Shadow bytes around", output[match.start() :], maxsplit=1, flags=re.MULTILINE)[0]


def _native_top(output: str) -> str:
    """Name the innermost frame that is neither the sanitizer's nor the C library's."""
    for function, file, line in _NATIVE_FRAME.findall(output):
        if "sanitizer" not in file and not file.startswith("../") and not function.startswith("__"):
            return f"{function} ({Path(file).name}:{line})"
    return ""


def _node(output: str) -> Fault | None:
    match = _NODE.search(output)
    if match is None:
        return None
    stack = match["stack"].rstrip()
    own = [
        (function or "<anonymous>", file, line)
        for function, file, line in _NODE_FRAME.findall(stack)
        if not file.startswith("node:") and "node_modules" not in file
    ]
    top = f"{own[0][0]} ({Path(own[0][1]).name}:{own[0][2]})" if own else ""
    return Fault("node", match["kind"], match["message"] or "", stack, top)


def _python(output: str) -> Fault | None:
    match = _PYTHON.search(output)
    if match is None:
        return None
    stack = output[match.start() :]
    ends = re.findall(r"^(?:  \| )?([A-Za-z_][\w.]*)(?:: (.*))?$", stack, re.MULTILINE)
    kind, message = ends[-1] if ends else ("Traceback", "")
    frames = _PYTHON_FRAME.findall(stack)
    own = [frame for frame in frames if is_own(frame[0])] or frames
    top = frame_text(own[-1][2], own[-1][0], int(own[-1][1])) if own else ""
    return Fault("python", kind, message, stack, top)


def _signal(output: str, number: int) -> Fault | None:
    try:
        name = signal.Signals(number).name
    except ValueError:
        name = f"signal {number}"
    if name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGPIPE", "SIGKILL"):
        return None  # somebody ended it; it did not crash
    if match := _ASSERTION.search(output):
        file, line, function, message = match.groups()
        top = f"{function} ({Path(file).name}:{line})"
        return Fault("native", name, message, output, top)
    lines = [line for line in output.splitlines() if line.strip() and not _BACKTRACE.match(line)]
    message = lines[-1] if lines else signal.strsignal(number) or name
    return Fault("native", name, message, output or message, _backtrace_top(output))


def _backtrace_top(output: str) -> str:
    """Name the innermost function of the program in a C library backtrace, below the signal handler."""
    frames = [(Path(file).name, function) for file, function in _BACKTRACE.findall(output)]
    below = itertools.dropwhile(lambda frame: not frame[0].startswith("lib"), frames)
    own = [f"{function} ({file})" for file, function in below if function and not file.startswith("lib")]
    return own[0] if own else ""


def run(command: Sequence[str]) -> tuple[int, Fault | None]:
    """Run a command, pass its error output on, and return its exit code and its crash if it had one."""
    output = bytearray()
    with subprocess.Popen(command, stderr=subprocess.PIPE) as process:  # noqa: S603 - the user's own command
        assert process.stderr is not None
        while _pass_on(process.stderr, output):
            pass
    return process.returncode, fault_in(output.decode("utf-8", "replace"), process.returncode)


def _pass_on(stream: IO[bytes], output: bytearray) -> bool:
    """Pass on what the program wrote and remember the end of it; False when there is no more."""
    try:
        chunk = os.read(stream.fileno(), 65_536)
        sys.stderr.buffer.write(chunk)
        sys.stderr.buffer.flush()
    except KeyboardInterrupt:
        return True  # the program has been interrupted too, and decides
    output += chunk
    del output[:-KEPT]
    return bool(chunk)


def _run(arguments: argparse.Namespace) -> int:
    command = arguments.command[1:] if arguments.command[:1] == ["--"] else arguments.command
    code, fault = run(command)
    if fault:
        queue = Queue(arguments.directory or default_directory(arguments.app))
        queue.put(compose(Program(arguments.app, arguments.version, arguments.channel), fault))
        queue.send(arguments.server)
    return code if code >= 0 else 128 - code


def _send(arguments: argparse.Namespace) -> int:
    return 0 if post(arguments.server, arguments.file.read_bytes()) else 1


def _list(arguments: argparse.Namespace) -> int:
    base = arguments.directory or default_directory("_").parent
    for path in sorted(base.glob("**/*.json")):
        print(path)  # noqa: T201 - a command's answer
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="crashdesk-report", description="Report crashes to a CrashDesk server."
    )
    commands = parser.add_subparsers(required=True)
    server = argparse.ArgumentParser(add_help=False)
    server.add_argument(
        "--server", default=os.environ.get("CRASHDESK_SERVER"), help="default: $CRASHDESK_SERVER"
    )
    kept = argparse.ArgumentParser(add_help=False)
    kept.add_argument("--directory", type=Path, help="where reports wait; default: the state directory")
    start = commands.add_parser("run", parents=[server, kept], help="run a program and report its crash")
    start.add_argument("--app", required=True, help="name of the program")
    start.add_argument("--version", required=True, help="version of the program")
    start.add_argument("--channel", default="", help="such as beta, or dev")
    start.add_argument("command", nargs=argparse.REMAINDER, help="the program and its arguments, after --")
    start.set_defaults(action=_run)
    send = commands.add_parser("send", parents=[server], help="send a report that lies in a file")
    send.add_argument("file", type=Path)
    send.set_defaults(action=_send)
    waiting = commands.add_parser("list", parents=[kept], help="list the reports that wait on disk")
    waiting.set_defaults(action=_list)
    return parser


def main() -> int:
    """Run the command; return its exit code."""
    parser = _parser()
    arguments = parser.parse_args()
    if "server" in arguments and not arguments.server:
        parser.error("name the server: --server URL, or CRASHDESK_SERVER in the environment")
    return arguments.action(arguments)


if __name__ == "__main__":
    sys.exit(main())
