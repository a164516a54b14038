"""Whom to trust: the operating system, a private authority, or exactly one certificate."""

from __future__ import annotations

import hashlib
import hmac
import ssl

import truststore

from crashdesk.core.errors import SettingsError
from crashdesk.core.profile import Profile
from crashdesk.core.text import QT_TRANSLATE_NOOP

_CA_UNREADABLE = QT_TRANSLATE_NOOP(
    "Errors", "The file “{path}” holds no certificate authority that can be read."
)
_PIN_UNREADABLE = QT_TRANSLATE_NOOP(
    "Errors", "The pinned certificate is given by its SHA-256: 64 hexadecimal digits, with or without colons."
)


def tls_context(profile: Profile) -> ssl.SSLContext:
    """Build the TLS context of a profile. Reads files: runs in a worker thread.

    Raises:
        SettingsError: the authority's file or the pin cannot be read.
    """
    if profile.pinned_sha256:
        context: ssl.SSLContext = _pinned(profile.pinned_sha256)
    elif profile.ca_file:
        context = _private(profile.ca_file)
    else:
        context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def _private(ca_file: str) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=ca_file)
    except (OSError, ssl.SSLError) as problem:
        raise SettingsError(_CA_UNREADABLE(path=ca_file), detail=str(problem)) from problem


def _pinned(pin: str) -> ssl.SSLContext:
    try:
        expected = bytes.fromhex(pin.replace(":", ""))
    except ValueError:
        expected = b""
    if len(expected) != hashlib.sha256().digest_size:
        raise SettingsError(_PIN_UNREADABLE)

    class PinnedObject(ssl.SSLObject):
        """Ends the handshake with an error unless the peer has the pinned certificate."""

        def do_handshake(self) -> None:
            super().do_handshake()
            certificate = self.getpeercert(binary_form=True) or b""
            if not hmac.compare_digest(hashlib.sha256(certificate).digest(), expected):
                raise ssl.SSLCertVerificationError("the certificate is not the pinned one")

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False  # the pin says more than a name
    context.verify_mode = ssl.CERT_NONE
    context.sslobject_class = PinnedObject
    return context
