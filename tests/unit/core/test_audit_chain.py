"""The chain against fixed vectors, computed by hand from the contract and not by the code under test."""

from __future__ import annotations

import msgspec
import pytest
from tests.support.audit_samples import Log

from crashdesk.core.audit import AuditEntry, Checkpoint, Finding, FindingKind, Missing
from crashdesk.core.audit_body import is_canonical, read_record
from crashdesk.core.audit_chain import (
    ZERO_HASH,
    Head,
    announcement_bytes,
    differences,
    follow,
    link_hash,
    signed_bytes,
)
from crashdesk.core.audit_notices import merged, new_key_of, outside, removal_of
from crashdesk.core.ids import Instant

NOW = Instant(5)


def test_the_hash_is_that_of_the_contract() -> None:
    # Made with sha256sum: previous hash, sequence number, SHA-256 of "{}".
    body_hash = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
    assert link_hash(ZERO_HASH, 1, body_hash) == VECTOR_1
    assert link_hash(VECTOR_1, 2, body_hash) == VECTOR_2
    assert link_hash(VECTOR_2, 2**40 + 3, body_hash) == VECTOR_3


VECTOR_1 = "11877e2e7b75bc88d35d117371131d661b930d8bc576d3a189fa753f95e10266"
VECTOR_2 = "46c06f38e8ba4ac6d033605ef3641723bca61c2b996efad0e54dc49d2729ef44"
VECTOR_3 = "0baf480f7a6fea3f355e7d706d95fa99abf46b41c4eb772920904ab76f60342f"


def test_what_is_signed_is_that_of_the_contract() -> None:
    signed = Checkpoint("srv_1", 7, "ab" * 32, "2026-11-18T11:06:40.123Z", "k", "s")
    assert signed_bytes(signed) == (
        b"crashdesk audit checkpoint v1\nsrv_1\n7\n" + b"ab" * 32 + b"\n2026-11-18T11:06:40.123Z\n"
    )
    assert announcement_bytes("srv_1", "cd" * 32) == b"crashdesk audit key v1\nsrv_1\n" + b"cd" * 32 + b"\n"


def followed(log: Log, head: Head | None = None) -> tuple[Head, tuple[FindingKind, int] | None]:
    start = head or Head()
    new, found = follow(start, log.entries(start.seq), NOW)
    return new, (found.kind, found.seq) if found else None


def test_a_whole_log_follows_from_nothing_and_from_itself() -> None:
    log = Log().grow(9)
    log.remove_body(3, "erased")
    log.remove_body(4, "hidden")
    end = Head(9, log.head.hex())

    assert followed(log) == (end, None)
    assert followed(log, Head(5, log.links[4].hash.hex())) == (end, None)
    assert follow(end, (), NOW) == (end, None)


@pytest.mark.parametrize("seq", [1, 5, 9])
def test_a_changed_body_is_told_from_a_broken_chain(seq: int) -> None:
    log = Log().grow(9)
    log.links[seq - 1].body = b'{"changed":true}'
    assert followed(log)[1] == (FindingKind.BODY_CHANGED, seq)

    log = Log().grow(9)
    log.links[seq - 1].hash = bytes(32)
    broken = FindingKind.BODY_CHANGED if seq == 9 else FindingKind.CHAIN_BROKEN
    assert followed(log)[1] == (broken, seq), "at the very end one looks like the other"


def test_a_hidden_entry_that_does_not_follow_breaks_the_chain() -> None:
    log = Log().grow(3)
    log.remove_body(2, "hidden")
    log.links[1].body_hash = bytes(32)
    assert followed(log)[1] == (FindingKind.CHAIN_BROKEN, 2)


def test_gaps_and_swaps_are_named_at_the_first_place() -> None:
    log = Log().grow(9)
    del log.links[4]
    assert followed(log)[1] == (FindingKind.GAP, 5)

    log = Log().grow(9)
    one, other = log.links[2], log.links[6]
    one.seq, other.seq = other.seq, one.seq
    log.links[2], log.links[6] = other, one
    assert followed(log)[1] == (FindingKind.CHAIN_BROKEN, 3)


def test_after_a_break_it_goes_on_from_what_is_claimed() -> None:
    log = Log().grow(9)
    log.links[3].body = b"{}"
    head, _ = follow(Head(), log.entries(), NOW)
    assert head == Head(9, log.head.hex())


def compared(mine: Log, theirs: Log) -> list[tuple[FindingKind, int]]:
    hashes = {found.seq: found.entry(bodies=False) for found in theirs.links}
    last = max(hashes, default=0)
    return [(finding.kind, finding.seq) for finding in differences(mine.entries(), hashes, last, NOW)]


def test_differences_from_what_was_seen() -> None:
    seen = Log().grow(6)
    assert compared(seen, Log().grow(6)) == []

    theirs = Log().grow(6)
    theirs.links[1].body = b"{}"
    assert compared(seen, theirs) == [(FindingKind.BODY_CHANGED, 2)]
    theirs.rehash(2)
    assert compared(seen, theirs)[0] == (FindingKind.REWRITTEN, 2)

    theirs = Log().grow(6)
    del theirs.links[3]
    del theirs.links[-1]
    assert compared(seen, theirs) == [(FindingKind.GAP, 4), (FindingKind.TRUNCATED, 6)]

    theirs = Log().grow(6)
    theirs.remove_body(1, "hidden")
    theirs.remove_body(2, "erased")
    theirs.remove_body(3, "purged")
    assert compared(seen, theirs) == [(FindingKind.BODY_GONE, 2), (FindingKind.BODY_GONE, 3)]
    seen.remove_body(2, "erased")
    assert compared(seen, theirs) == [(FindingKind.BODY_GONE, 3)]


def an_entry(**members: object) -> AuditEntry:
    return Log().grow(9).add(**members).entry()


def test_entries_say_what_was_removed_before_them() -> None:
    odd = [[5, 4], [0, 1], [9, 10], [1], "x", [True, 2], [1.0, 2], None, ["1", "2"]]
    entry = an_entry(action="audit.erased", after={"seqs": [[1, 2], *odd[:6], [7, 9]]})
    assert removal_of(entry) == (Missing.ERASED, ((1, 2), (7, 9)))
    assert removal_of(an_entry(action="audit.purged", after={"seqs": [[1, 3]]})) == (
        Missing.PURGED,
        ((1, 3),),
    )
    assert removal_of(an_entry(action="audit.erased", after={"seqs": 7})) == (Missing.ERASED, ())
    assert removal_of(an_entry(action="audit.erased", outcome="refused", after={"seqs": [[1, 1]]})) is None
    assert removal_of(an_entry(action="user.erased", after={"seqs": [[1, 1]]})) is None
    assert removal_of(msgspec.structs.replace(entry, record=None)) is None


def test_entries_announce_keys() -> None:
    said = {"public_key": "aa", "signature": "bb"}
    assert new_key_of(an_entry(action="audit.key_changed", after=said)) == ("aa", "bb")
    assert new_key_of(an_entry(action="audit.key_changed", after={"public_key": 1})) is None
    assert new_key_of(an_entry(action="user.key_changed", after=said)) is None


def test_ranges() -> None:
    assert merged([(5, 7), (1, 2), (3, 3), (6, 9), (20, 20)]) == ((1, 3), (5, 9), (20, 20))
    assert list(outside(((1, 3), (5, 9)), 12)) == [(4, 4), (10, 12)]
    assert list(outside((), 3)) == [(1, 3)]
    assert list(outside(((1, 9),), 4)) == []
    assert list(outside(((3, 9),), 4)) == [(1, 2)]


@pytest.mark.parametrize(
    "body",
    [
        b'{"b":1,"a":2}',
        b'{"a": 1}',
        b'{"a":1,"a":2}',
        b'{"a":1.5}',
        b'{"a":1e2}',
        b'{"a":"\\u00fc"}',
        b'{"a":"\\/"}',
        b"{}\n",
        b"\xff",
        b"",
        b"[" * 5000,
    ],
)
def test_other_forms_of_json_are_not_canonical(body: bytes) -> None:
    assert not is_canonical(body)
    assert read_record(body) is None


def test_canonical_bodies() -> None:
    for body in (b"{}", '{"a":"ü\\n\\u0001\U0001f986","b":{"":null},"é":[-1,0]}'.encode()):
        assert is_canonical(body)


def test_findings_say_what_was_expected() -> None:
    log = Log().grow(3)
    right = log.links[1].hash.hex()
    log.links[1].hash = bytes(32)
    _, found = follow(Head(), log.entries(), NOW)
    assert found == Finding(FindingKind.CHAIN_BROKEN, 2, NOW, right, ZERO_HASH)
