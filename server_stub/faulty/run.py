"""Run the faulty programs and report their crashes, as their users would.

    run.py              report to $CRASHDESK_SERVER, or only show what would be reported
    run.py --record     keep the bodies as seed data of the reference server

Python programs report themselves; C and Node run under `crashdesk-report run`. What the machine has
no compiler or runtime for is left out and said so.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import threading
from collections.abc import Generator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import crashdesk_report

FAULTY = Path(__file__).resolve().parent
RECORDED = FAULTY.parent / "src/crashdesk_server/seed/recorded"
RECORDED_HOME = "/home/builder/app"
SANITIZED = {
    "use_after_free": "address",
    "heap_overflow": "address",
    "stack_overflow": "address",
    "leak": "address",
    "undefined": "undefined",
}
RESTART = """
import crashdesk_report, os, sys
crashdesk_report.install(os.environ["CRASHDESK_SERVER"], app=sys.argv[1], version=sys.argv[2])
"""


class Collector(ThreadingHTTPServer):
    """Takes reports like a server and keeps them."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Collect)
        self.bodies: list[dict[str, Any]] = []

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server_port}"


class _Collect(BaseHTTPRequestHandler):
    server: Collector  # pyright: ignore[reportIncompatibleVariableOverride] - always served by one

    def do_POST(self) -> None:
        """Keep one report."""
        self.server.bodies.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(202)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name of the base
        """Stay silent."""


@contextlib.contextmanager
def collecting() -> Generator[Collector]:
    """Run a collector for as long as the block lasts."""
    collector = Collector()
    thread = threading.Thread(target=collector.serve_forever)
    thread.start()
    try:
        yield collector
    finally:
        collector.shutdown()
        thread.join()
        collector.server_close()


class Bench:
    """A folder in which programs are built and run against one server."""

    def __init__(self, folder: Path, server: str) -> None:
        self.folder = folder
        self.environment = {
            **os.environ,
            "CRASHDESK_SERVER": server,
            "XDG_STATE_HOME": str(folder / "state"),
            "HOME": str(folder),
            "LC_ALL": "en_US.UTF-8",
            "PYTHONUTF8": "1",
            "UBSAN_OPTIONS": "print_stacktrace=1",
        }

    def python(self, program: Path) -> None:
        """Run a program that reports itself, and start it again in case the interpreter crashed."""
        source = shutil.copy(program, self.folder)
        self._call([sys.executable, str(source)])
        app, version = re.findall(r'app="(.+?)", version="(.+?)"', program.read_text())[0]
        self._call([sys.executable, "-c", RESTART, app, version])

    def c(self, program: Path) -> None:
        """Build and run a program under `crashdesk-report run`."""
        flags = ["-g", "-O0", "-w", "-rdynamic", "-fstack-protector-all", "-fno-omit-frame-pointer"]
        if kind := SANITIZED.get(program.stem):
            flags.append(f"-fsanitize={kind}")
        for source in (program, FAULTY / "c/backtrace.h"):
            shutil.copy(source, self.folder)
        binary = self.folder / program.stem
        subprocess.run(["gcc", *flags, "-o", binary, self.folder / program.name], check=True)
        self._under_report(program, [str(binary)])

    def node(self, program: Path) -> None:
        """Run a program under `crashdesk-report run`."""
        self._under_report(program, ["node", str(shutil.copy(program, self.folder))])

    def _under_report(self, program: Path, command: list[str]) -> None:
        app, version = re.findall(r"(\w+) ([\d.]+): ", program.read_text().splitlines()[0])[0]
        report = [sys.executable, "-m", "crashdesk_report_cli", "run", "--app", app, "--version", version]
        self._call([*report, "--", *command])

    def _call(self, command: list[str]) -> None:
        subprocess.run(
            command, env=self.environment, cwd=self.folder, capture_output=True, check=False, timeout=60
        )


LANGUAGES = {"python": ("*.py", sys.executable), "c": ("*.c", "gcc"), "node": ("*.js", "node")}


def normalised(body: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Take this machine's own paths out of a report."""
    text = json.dumps(body, ensure_ascii=False)
    replacements = {
        str(folder): RECORDED_HOME,
        str(FAULTY.parent): RECORDED_HOME,
        "~": RECORDED_HOME,
        sysconfig.get_paths()["stdlib"]: "/usr/lib/python3.11",
    }
    for own, recorded in replacements.items():
        text = text.replace(own, recorded)
    longer: dict[str, Any] = json.loads(text)
    limits = {name: limit for name, limit in crashdesk_report.LIMITS.items() if name in longer}
    return longer | {name: crashdesk_report.cut(longer[name], limit) for name, limit in limits.items()}


def report_all(record: bool) -> int:
    """Run every program; return how many did not report anything."""
    silent = 0
    for language, (pattern, tool) in LANGUAGES.items():
        if not shutil.which(tool):
            print(f"{language}: left out, there is no {tool} here")
            continue
        lines: list[str] = []
        for program in sorted((FAULTY / language).glob(pattern)):
            with tempfile.TemporaryDirectory() as name, collecting() as collector:
                folder = Path(name).resolve()
                bench = Bench(folder, os.environ.get("CRASHDESK_SERVER", collector.url))
                getattr(bench, language)(program)
                bodies = [normalised(body, folder) for body in collector.bodies]
            origin = f"{language}/{program.stem}"
            silent += not bodies
            for body in bodies:
                print(f"{origin}: {body['message'].splitlines()[0][:90]}  [{body.get('topFrame', '-')}]")
                lines.append(json.dumps({"origin": origin, "body": body}, ensure_ascii=False, sort_keys=True))
            if not bodies:
                print(f"{origin}: reported elsewhere, or nothing at all")
        if record:
            RECORDED.mkdir(parents=True, exist_ok=True)
            (RECORDED / f"{language}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return silent


def main() -> int:
    """Run the programs; with `--record` fail when one of them reported nothing."""
    parser = argparse.ArgumentParser(description="Run the faulty programs and report their crashes.")
    parser.add_argument("--record", action="store_true", help="keep the reports as seed data")
    arguments = parser.parse_args()
    if arguments.record:
        os.environ.pop("CRASHDESK_SERVER", None)
    silent = report_all(arguments.record)
    return 1 if arguments.record and silent else 0


if __name__ == "__main__":
    sys.exit(main())
