"""Which reports are kept."""

from __future__ import annotations

from crashdesk_server.crashes.samples import MAX_SAMPLES, Sample, kept


def samples(*pairs: tuple[str, str]) -> list[Sample]:
    return [Sample(f"rep_{n:04}", version, platform, 1) for n, (version, platform) in enumerate(pairs)]


def test_first_latest_and_the_earliest_of_each_version_and_platform():
    a, b, c = ("1", "linux/amd64"), ("2", "linux/amd64"), ("2", "windows/amd64")
    assert kept([]) == set()
    assert kept(samples(a)) == {"rep_0000"}
    assert kept(samples(a, a, a)) == {"rep_0000", "rep_0002"}
    assert kept(samples(a, a, b, c, b, c, a)) == {"rep_0000", "rep_0002", "rep_0003", "rep_0006"}


def test_never_too_many_and_the_newest_versions_win():
    many = samples(*((str(n), "linux/amd64") for n in range(200)))
    keep = kept(many)
    assert len(keep) == MAX_SAMPLES
    assert keep == {"rep_0000"} | {f"rep_{n:04}" for n in range(151, 200)}
