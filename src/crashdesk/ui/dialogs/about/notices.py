"""What CrashDesk is made of: versions, licences and where the sources are."""

from __future__ import annotations

import platform
from importlib import metadata

import msgspec


class Component(msgspec.Struct, frozen=True):
    """One thing that the program brings along.

    Attributes:
        distribution: the name under which its version is known, empty when it is not a Python package.
        licence: SPDX expression.
    """

    name: str
    distribution: str
    licence: str
    url: str


COMPONENTS = (
    Component("Qt and PySide6", "PySide6-Essentials", "LGPL-3.0-only", "https://code.qt.io"),
    Component(
        "SQLCipher, SQLite, OpenSSL",
        "sqlcipher3",
        "BSD-3-Clause, blessing, Apache-2.0",
        "https://www.zetetic.net/sqlcipher",
    ),
    Component("httpx", "httpx", "BSD-3-Clause", "https://www.python-httpx.org"),
    Component("qasync", "qasync", "BSD-2-Clause", "https://github.com/CabbageDevelopment/qasync"),
    Component("msgspec", "msgspec", "BSD-3-Clause", "https://jcristharif.com/msgspec"),
    Component("keyring", "keyring", "MIT", "https://github.com/jaraco/keyring"),
    Component("argon2-cffi", "argon2-cffi", "MIT", "https://argon2-cffi.readthedocs.io"),
    Component("truststore", "truststore", "MIT", "https://truststore.readthedocs.io"),
    Component("platformdirs", "platformdirs", "MIT", "https://platformdirs.readthedocs.io"),
    Component("tomlkit", "tomlkit", "MIT", "https://github.com/python-poetry/tomlkit"),
)


def version_of(distribution: str) -> str:
    """Return the installed version of a distribution, empty when it is not known."""
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return ""


def as_text() -> str:
    """Return everything as lines of text, for copying into a report."""
    lines = [
        f"CrashDesk {version_of('crashdesk')}",
        f"Python {platform.python_version()}, {platform.platform()}",
    ]
    lines += [
        f"{part.name} {version_of(part.distribution)} ({part.licence}) {part.url}" for part in COMPONENTS
    ]
    return "\n".join(lines)
