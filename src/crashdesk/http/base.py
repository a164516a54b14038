"""The address of an API, checked before anything is sent to it."""

from __future__ import annotations

import ipaddress
import urllib.request
from urllib.parse import urlsplit

import msgspec

from crashdesk.core.errors import SettingsError
from crashdesk.core.profile import Profile
from crashdesk.core.text import QT_TRANSLATE_NOOP

_UNREADABLE = QT_TRANSLATE_NOOP(
    "Errors", "“{address}” is not the address of a server. It looks like https://crashes.example.org"
)
_NOT_ENCRYPTED = QT_TRANSLATE_NOOP(
    "Errors",
    "“{address}” is not encrypted: anybody on the way could read the session and act with it. "
    "Use https, or allow plain http in the profile.",
)
_PROXY_UNUSABLE = QT_TRANSLATE_NOOP(
    "Errors", "The proxy that this computer is set to use is of a kind that cannot be used: {kind}"
)


class ApiBase(msgspec.Struct, frozen=True):
    """Where an API is.

    Attributes:
        origin: scheme, host and port as a browser would write them in `Origin`.
        url: origin and path without a slash at its end; routes are appended to it.
        is_loopback: whether the host is this computer itself.
    """

    origin: str
    url: str
    is_loopback: bool

    def is_same_origin(self, url: str) -> bool:
        """Tell whether an absolute or relative reference stays at this origin."""
        try:
            parts = urlsplit(url)
            if not parts.scheme and not parts.netloc:
                return True
            return (
                _origin(parts.scheme or self.origin.partition(":")[0], parts.hostname, parts.port)
                == self.origin
            )
        except ValueError:
            return False


def api_base(profile: Profile, api_path: str) -> ApiBase:
    """Return the base of the API at `api_path` of a server.

    Raises:
        SettingsError: no address, or plain http to another computer that was not allowed.
    """
    try:
        parts = urlsplit(profile.url.strip())
        host, port = parts.hostname, parts.port
    except ValueError:
        host = parts = port = None
    if (
        not parts
        or not host
        or parts.scheme not in {"http", "https"}
        or parts.query
        or parts.fragment
        or parts.username
    ):
        raise SettingsError(_UNREADABLE(address=profile.url))
    local = _is_loopback(host)
    if parts.scheme == "http" and not local and not profile.allow_plain_http:
        raise SettingsError(_NOT_ENCRYPTED(address=profile.url))
    origin = _origin(parts.scheme, host, port)
    return ApiBase(origin, origin + parts.path.rstrip("/") + api_path, local)


def proxy_for(base: ApiBase) -> str | None:
    """Return the proxy that the environment names for this origin.

    Never one for this computer itself: a session in plain text would leave it.

    Raises:
        SettingsError: the proxy is of a kind that cannot be used.
    """
    parts = urlsplit(base.origin)
    if base.is_loopback or urllib.request.proxy_bypass(parts.hostname or ""):
        return None
    proxies = urllib.request.getproxies()
    proxy = proxies.get(parts.scheme) or proxies.get("all")
    if not proxy:
        return None
    proxy = proxy if "://" in proxy else f"http://{proxy}"
    kind = urlsplit(proxy).scheme
    if kind not in {"http", "https"}:
        raise SettingsError(_PROXY_UNUSABLE(kind=kind))
    return proxy


def _origin(scheme: str, host: str | None, port: int | None) -> str:
    """Write an origin as RFC 6454 section 6.2 does: lower case, the default port left out."""
    name = (host or "").lower()
    name = f"[{name}]" if ":" in name else name
    default = {"http": 80, "https": 443}.get(scheme)
    return f"{scheme}://{name}" if port in {None, default} else f"{scheme}://{name}:{port}"


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
