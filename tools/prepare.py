"""Make the machine and `.venv` ready: `prepare.py run` for the program, `prepare.py dev` for tests and lint.

Runs with the system's Python and its standard library alone. The second time it only compares a
fingerprint and asks dpkg, so it costs a fraction of a second.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import sysconfig
from pathlib import Path

import system_packages

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
STAMPS = ROOT / ".make"


def main() -> None:
    """Prepare for the purpose named on the command line."""
    purpose = sys.argv[1]
    if sys.version_info < (3, 11):  # noqa: UP036 - whichever Python the machine has runs this
        sys.exit(
            f"CrashDesk needs Python 3.11 or newer; {sys.executable} is {sys.version.split()[0]}.\n"
            "Install a newer one (Debian 12 and later: apt-get install python3; elsewhere:\n"
            "https://www.python.org/downloads/) or name it: make PYTHON=/path/to/python3.11 …"
        )
    system_packages.ensure(system_packages.RUN if purpose == "run" else system_packages.TEST)
    fingerprint = _fingerprint(purpose)
    stamp = STAMPS / purpose
    if PYTHON.exists() and stamp.exists() and stamp.read_text() == fingerprint:
        return
    _create_venv()
    _install(purpose)
    STAMPS.mkdir(exist_ok=True)
    stamp.write_text(fingerprint)
    if purpose == "dev":  # what the tests need contains what the program needs
        (STAMPS / "run").write_text(_fingerprint("run"))


def _requirements(purpose: str) -> Path:
    return ROOT / "requirements" / f"{purpose}.txt"


def _fingerprint(purpose: str) -> str:
    """Identify everything that an installation follows from; a moved folder or another Python counts too."""
    digest = hashlib.sha256(f"{ROOT} {sys.version_info[:2]} {sysconfig.get_platform()}".encode())
    for path in (_requirements(purpose), ROOT / "pyproject.toml", ROOT / "server_stub/pyproject.toml"):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _create_venv() -> None:
    """Create `.venv`, anew when the one that is there does not run or belongs to another folder."""
    probe = "import sys; print(sys.prefix, sys.version_info[:2])"
    expected = f"{VENV} {sys.version_info[:2]}"
    if PYTHON.exists():
        answer = subprocess.run([PYTHON, "-c", probe], capture_output=True, text=True, check=False)
        if answer.stdout.strip() == expected:
            return
    print("Creating .venv", flush=True)
    subprocess.run([sys.executable, "-m", "venv", "--clear", VENV], check=True)


def _install(purpose: str) -> None:
    """Install the locked requirements, then both packages in place so that edits act at once."""
    print(f"Installing requirements/{purpose}.txt (the first time this takes a minute or two)", flush=True)
    pip = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    for arguments in (
        ["--require-hashes", "--requirement", _requirements(purpose)],
        ["--no-deps", "--no-build-isolation", "--editable", ROOT, "--editable", ROOT / "server_stub"],
    ):
        if subprocess.run([*pip, *arguments], check=False).returncode:
            sys.exit("pip could not install what is needed: see above, then start again.")


if __name__ == "__main__":
    main()
