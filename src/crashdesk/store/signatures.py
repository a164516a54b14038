"""Checking Ed25519 signatures. The library is imported on demand: it takes longer than a first paint."""

from __future__ import annotations


def verify_signature(public_key: str, signature: str, signed: bytes) -> bool:
    """Tell whether `signature` over `signed` was made with `public_key`; what is malformed was not."""
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key))
        key.verify(bytes.fromhex(signature), signed)
    except (InvalidSignature, UnsupportedAlgorithm, ValueError):
        return False
    return True
