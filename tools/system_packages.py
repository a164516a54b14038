"""Find and install the system libraries and programs that CrashDesk or its tests need.

Standard library only: this runs before anything is installed. On Debian and its relatives the
packages are installed with apt (as root or through sudo); elsewhere what is missing is named
exactly, with the command that brings it.
"""

from __future__ import annotations

import ctypes
import importlib.util
import os
import shutil
import subprocess
import sys
from typing import NamedTuple


class Package(NamedTuple):
    """One package: its Debian names, the preferred one first, and what proves it elsewhere.

    Attributes:
        debian: alternative names separated by `|` (newer releases rename libraries).
        proof: a library (`libEGL.so.1`), a program (`/usr/bin/xdotool`, looked up by its name) or
            empty where only the Debian package can tell.
    """

    debian: str
    proof: str = ""


RUN = (
    Package("libglib2.0-0|libglib2.0-0t64", "libglib-2.0.so.0"),
    Package("libgl1", "libGL.so.1"),
    Package("libegl1", "libEGL.so.1"),
    Package("libdbus-1-3", "libdbus-1.so.3"),
    Package("libfontconfig1", "libfontconfig.so.1"),
    Package("libxkbcommon0", "libxkbcommon.so.0"),
    Package("libgssapi-krb5-2", "libgssapi_krb5.so.2"),
    Package("libxcb-cursor0", "libxcb-cursor.so.0"),
    Package("libxcb-icccm4", "libxcb-icccm.so.4"),
    Package("libxcb-keysyms1", "libxcb-keysyms.so.1"),
    Package("libxcb-shape0", "libxcb-shape.so.0"),
    Package("libxcb-xkb1", "libxcb-xkb.so.1"),
    Package("libxkbcommon-x11-0", "libxkbcommon-x11.so.0"),
    # Any one readable font will do; a desktop has one, a bare server has none.
    Package("fonts-inter|fonts-dejavu-core|fonts-noto-core|fonts-liberation|fonts-cantarell|fonts-ubuntu"),
)
"""What Qt needs, on a display and without one."""

TEST = (
    *RUN,
    Package("xvfb", "/usr/bin/Xvfb"),
    Package("xauth", "/usr/bin/xauth"),
    Package("xdotool", "/usr/bin/xdotool"),
    Package("wmctrl", "/usr/bin/wmctrl"),
    Package("x11-utils", "/usr/bin/xprop"),
    Package("imagemagick", "/usr/bin/convert"),
    Package("openbox", "/usr/bin/openbox"),
    Package("fonts-inter"),
    Package("dbus", "/usr/bin/dbus-run-session"),
    Package("gnome-keyring", "/usr/bin/gnome-keyring-daemon"),
    Package("libsecret-tools", "/usr/bin/secret-tool"),
    Package("at-spi2-core"),
    Package("python3-pyatspi"),
    Package("gir1.2-atspi-2.0"),
)
"""What the tests need besides: a virtual screen, a keyring, accessibility."""


def ensure(packages: tuple[Package, ...]) -> None:
    """Install what is missing, or exit with a message that says what to install and how."""
    if not sys.platform.startswith("linux"):
        return  # the wheels bring all they need; tests that want a virtual screen or a keyring skip
    if shutil.which("apt-get") and shutil.which("dpkg-query"):
        missing = _missing_on_debian(_with_venv(packages))
        if missing:
            _install(missing)
        return
    missing = [package for package in packages if not _is_proven(package.proof)]
    if missing:
        sys.exit(_advice(missing))


def _with_venv(packages: tuple[Package, ...]) -> tuple[Package, ...]:
    """Add Debian's separate package for `venv` where the system's own Python lacks it."""
    if importlib.util.find_spec("ensurepip") is None:
        name = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
        return (Package(name), *packages)
    return packages


def _missing_on_debian(packages: tuple[Package, ...]) -> list[Package]:
    names = [name for package in packages for name in package.debian.split("|")]
    command = ["dpkg-query", "--show", "--showformat", "${Package} ${db:Status-Status}\n", *names]
    answer = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    installed = {line.split()[0] for line in answer.splitlines() if line.endswith(" installed")}
    return [package for package in packages if installed.isdisjoint(package.debian.split("|"))]


def _install(missing: list[Package]) -> None:
    """Install through apt; without root and sudo, say what a person with root has to run."""
    preferred = [package.debian.split("|")[0] for package in missing]
    root = [] if os.geteuid() == 0 else _sudo()
    if root is None:
        sys.exit(
            "CrashDesk needs system packages; this is not root and there is no sudo. Have somebody run:\n"
            f"    apt-get install {' '.join(preferred)}\nand start again."
        )
    print("Installing system packages:", " ".join(preferred), flush=True)
    apt = [*root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q"]
    # Errors come on stderr; the hundreds of lines about unpacking are of no interest.
    subprocess.run([*apt, "update"], check=True, stdin=_stdin(), stdout=subprocess.DEVNULL)
    names = [_available(package) for package in missing]
    command = [*apt, "install", "--yes", "--no-install-recommends", *names]
    if subprocess.run(command, check=False, stdin=_stdin(), stdout=subprocess.DEVNULL).returncode:
        sys.exit(f"apt failed. Try it yourself:\n    apt-get install {' '.join(names)}")


def _sudo() -> list[str] | None:
    """Return the sudo command; without a terminal it must not ask for a password."""
    if not shutil.which("sudo"):
        return None
    return ["sudo"] if sys.stdin.isatty() else ["sudo", "--non-interactive"]


def _stdin() -> int | None:
    return None if sys.stdin.isatty() else subprocess.DEVNULL


def _available(package: Package) -> str:
    """Return the first of the package's names that this release has."""
    names = package.debian.split("|")
    for name in names:
        policy = subprocess.run(["apt-cache", "policy", name], capture_output=True, text=True, check=False)
        if "Candidate:" in policy.stdout and "Candidate: (none)" not in policy.stdout:
            return name
    return names[0]


def _is_proven(proof: str) -> bool:
    if not proof:
        return True
    if proof.startswith("/"):
        return shutil.which(proof.rpartition("/")[2]) is not None
    try:
        ctypes.CDLL(proof)
    except OSError:
        return False
    return True


def _advice(missing: list[Package]) -> str:
    proofs = [package.proof for package in missing]
    lines = [
        "CrashDesk needs libraries or programs that this system lacks:",
        *(f"    {proof}" for proof in proofs),
    ]
    # RPM systems can be asked for a library or a program by what it provides.
    wanted = " ".join(f"'{proof}'" if proof.startswith("/") else f"'{proof}()(64bit)'" for proof in proofs)
    if shutil.which("dnf"):
        lines += ["Install them with:", f"    sudo dnf install {wanted}"]
    elif shutil.which("zypper"):
        lines += ["Install them with:", f"    sudo zypper install {wanted}"]
    elif shutil.which("pacman"):
        files = " ".join(proof.rpartition("/")[2] for proof in proofs)
        lines += [
            "Find the packages with:",
            f"    sudo pacman -Fy {files}",
            "and install those with pacman -S.",
        ]
    else:
        lines += ["Install the packages of your system that contain them. On Debian they are:"]
        lines += ["    " + " ".join(package.debian.split("|")[0] for package in missing)]
    return "\n".join([*lines, "Then start again."])
