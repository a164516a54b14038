"""What a profile has to be like before it is saved."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

import msgspec

from crashdesk.core.profile import Profile
from crashdesk.core.text import QT_TRANSLATE_NOOP, Text

_COLOUR = re.compile(r"#[0-9a-f]{6}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_TAIL = re.compile(r"[\s/]+$")
_NOT_IN_ADDRESSES = re.compile(r"[\s\x00-\x1f\x7f\\]")

NO_NAME = QT_TRANSLATE_NOOP("Profiles", "Give the profile a name.")
NO_ADDRESS = QT_TRANSLATE_NOOP(
    "Profiles", "Give the address of the server, such as https://desk.example.org."
)
BAD_ADDRESS = QT_TRANSLATE_NOOP(
    "Profiles", "“{address}” is no address. Write it like https://desk.example.org or https://10.0.0.5:8443."
)
BAD_SCHEME = QT_TRANSLATE_NOOP(
    "Profiles", "A server's address begins with https:// and not with {scheme}://."
)
USER_IN_ADDRESS = QT_TRANSLATE_NOOP(
    "Profiles", "Leave name and password out of the address: they are asked for when signing in."
)
QUERY_IN_ADDRESS = QT_TRANSLATE_NOOP("Profiles", "Leave out everything from “{part}” on.")
NOT_ENCRYPTED = QT_TRANSLATE_NOOP(
    "Profiles",
    "http:// to another computer is not encrypted: anybody on the way can read the session and act with it. "
    "Use https://, or allow plain http for this profile.",
)
BAD_COLOUR = QT_TRANSLATE_NOOP("Profiles", "A colour is written like #3b6ea5.")
BAD_PIN = QT_TRANSLATE_NOOP("Profiles", "A certificate's SHA-256 fingerprint has 64 hexadecimal digits.")
BAD_CA_FILE = QT_TRANSLATE_NOOP("Profiles", "Give the whole path of the authority's file.")


class ProfileProblem(msgspec.Struct, frozen=True):
    """What is wrong with one field of a profile, named as in `Profile`."""

    field: str
    text: Text


def tidied(profile: Profile) -> Profile:
    """Return `profile` as it is saved: a missing scheme is https, spaces and the colons of a pin go."""
    return msgspec.structs.replace(
        profile,
        name=profile.name.strip(),
        url=_tidied_url(profile.url),
        email=profile.email.strip(),
        colour=profile.colour.strip().lower(),
        ca_file=profile.ca_file.strip(),
        pinned_sha256=profile.pinned_sha256.replace(":", "").strip().lower(),
    )


def _tidied_url(url: str) -> str:
    url = url.strip()
    scheme = _SCHEME.match(url)
    rest = _TAIL.sub("", url[scheme.end() :] if scheme else url)
    if scheme:
        return scheme[0] + rest
    return f"https://{rest}" if rest else ""


def problems_of(profile: Profile) -> tuple[ProfileProblem, ...]:
    """Return what is wrong with a tidied profile, field by field; nothing when it can be saved."""
    return tuple(ProfileProblem(field, text) for field, text in _problems(profile))


def _problems(profile: Profile) -> Iterator[tuple[str, Text]]:
    if not profile.name:
        yield "name", NO_NAME
    wrong = _url_problem(profile.url, allow_plain_http=profile.allow_plain_http)
    if wrong is not None:
        yield "url", wrong
    if not _COLOUR.fullmatch(profile.colour):
        yield "colour", BAD_COLOUR
    if profile.ca_file and not Path(profile.ca_file).is_absolute():
        yield "ca_file", BAD_CA_FILE
    if profile.pinned_sha256 and not _SHA256.fullmatch(profile.pinned_sha256):
        yield "pinned_sha256", BAD_PIN


def _url_problem(url: str, *, allow_plain_http: bool) -> Text | None:
    if not url:
        return NO_ADDRESS
    parts = _split(url)
    if parts is None:
        return BAD_ADDRESS(address=url)
    if parts.scheme not in ("https", "http"):
        return BAD_SCHEME(scheme=parts.scheme)
    if parts.username is not None:
        return USER_IN_ADDRESS
    if "?" in url or "#" in url:
        return QUERY_IN_ADDRESS(part=re.sub(r"^[^?#]*", "", url))
    if parts.scheme == "http" and not allow_plain_http and not is_loopback(parts.hostname or ""):
        return NOT_ENCRYPTED
    return None


def _split(url: str) -> SplitResult | None:
    """Return the parts of an address that names a host, with a port that can be one."""
    if _NOT_IN_ADDRESSES.search(url):
        return None
    try:
        parts = urlsplit(url)
        usable = parts.hostname and parts.port != 0
    except ValueError:
        return None
    return parts if usable else None


def is_loopback(host: str) -> bool:
    """Tell whether a host name or address is this computer itself."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
