"""Which reports of a group are kept with their bodies."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

MAX_SAMPLES = 50
"""Samples of one group, however many versions and platforms reports claim to come from."""


class Sample(msgspec.Struct, frozen=True):
    """What decides whether a report is kept."""

    id: str
    version: str
    platform: str
    bytes: int


def kept(samples: Sequence[Sample]) -> set[str]:
    """Return the ids to keep of samples in the order of their arrival.

    Kept are the first, the latest, and the earliest of each version and platform; of too many such pairs
    those that appeared last.
    """
    if not samples:
        return set()
    earliest: dict[tuple[str, str], str] = {}
    for sample in samples:
        earliest.setdefault((sample.version, sample.platform), sample.id)
    ends = {samples[0].id, samples[-1].id}
    others = [identifier for identifier in earliest.values() if identifier not in ends]
    return ends | set(others[-(MAX_SAMPLES - len(ends)) :])
