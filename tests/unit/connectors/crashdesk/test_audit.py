import hashlib
import json
from collections.abc import AsyncIterator

import httpx
import pytest
from tests.support.audit_samples import Log, a_body
from tests.support.doors import a_door, a_profile

from crashdesk.connectors.crashdesk.audit import AuditLog, decode_entries, decode_hashes
from crashdesk.core.audit import Checkpoint, Missing, Target, entry_id
from crashdesk.core.errors import AnswerUnusable
from crashdesk.core.people import Actor

HASH = "ab" * 32
JSON = {"content-type": "application/json"}
LINES = {"content-type": "application/x-ndjson"}


class Stream(httpx.AsyncByteStream):
    def __init__(self, body: bytes) -> None:
        self._body = body

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield self._body


def line(body: bytes, seq: int = 1) -> bytes:
    return b'{"seq":%d,"hash":"%s","body":%s}\n' % (seq, HASH.encode(), body)


def test_an_entry_keeps_the_bytes_that_were_hashed() -> None:
    body = a_body(7, reason="Grüße 🦆 \n", after={"n": 2**53})

    (entry,) = decode_entries(line(body, 7)).entries

    assert entry.body.encode() == body
    assert entry.body_hash == hashlib.sha256(body).hexdigest()
    assert (entry.id, entry.seq, entry.hash) == (entry_id(7), 7, HASH)
    record = entry.record
    assert record is not None
    assert record.actor == Actor("user", "Ada", "usr_1")
    assert record.target == Target("user", "usr_7", "Person 7")
    assert record.after == {"n": 2**53}
    assert record.reason == "Grüße 🦆 \n"


def test_a_body_that_is_no_entry_is_kept_as_it_is() -> None:
    bodies = [
        b"null",
        b'"text"',
        b"[1, 2 ]",
        b'{"at": 1e2}',
        a_body(1, at="yesterday"),
        a_body(1, actor=None),
        a_body(1, reason=["no", "text"]),
        b'{"n":' + b"9" * 400 + b"}",
        b"[" * 90 + b"]" * 90,
        json.dumps({"text": "[{" * 500}).encode(),
    ]
    for body in bodies:
        (entry,) = decode_entries(line(body)).entries
        assert entry.body.encode() == body
        assert entry.body_hash == hashlib.sha256(body).hexdigest()
        assert entry.record is None


def test_lines_that_are_no_links_are_refused() -> None:
    bad = [
        b"nonsense",
        b"[]",
        b'{"seq":1}',
        line(b'"\xff\xfe"'),
        line(b'"\x00"'),
        line(b'"\\ud800"'),
        line(b"[" * 500 + b"]" * 500),
        line(b"[" * 100_000 + b"]" * 100_000),
        line(b'{"":' * 101 + b"1" + b"}" * 101),
        line(b"{}", 0),
        line(b"{}", -1),
        line(b"{}", 2**63),
        line(b"{}").replace(b"ab", b"AB"),
        line(b"{}").replace(b"ab", b"", 1),
        b'{"seq":1,"hash":"%s"}' % HASH.encode(),
        b'{"seq":1,"hash":"%s","body_hash":"x","missing":"hidden"}' % HASH.encode(),
    ]
    for lines in bad:
        with pytest.raises(AnswerUnusable):
            decode_entries(line(b"{}") + lines)


def test_missing_bodies_say_why() -> None:
    def missing(reason: str) -> Missing:
        text = {"seq": 1, "hash": HASH, "body_hash": HASH, "missing": reason}
        (entry,) = decode_entries(json.dumps(text).encode()).entries
        assert entry.body == ""
        assert entry.body_hash == HASH
        return entry.missing

    assert [missing(reason.value) for reason in Missing if reason] == [reason for reason in Missing if reason]
    assert missing("of a newer server") is Missing.ERASED, "it has to be announced"
    assert missing("") is Missing.ERASED


def test_hashes_come_without_bodies() -> None:
    log = Log().grow(3)
    log.remove_body(2, "erased")

    entries = decode_hashes(b"\n".join(found.line(bodies=False) for found in log.links)).entries

    assert [entry.hash for entry in entries] == [found.hash.hex() for found in log.links]
    assert [entry.body_hash for entry in entries] == [found.body_hash.hex() for found in log.links]
    assert [entry.missing for entry in entries] == [Missing.NONE, Missing.ERASED, Missing.NONE]


@pytest.mark.asyncio
async def test_the_log_is_asked_for_as_lines_and_exports_are_told() -> None:
    asked: list[httpx.Request] = []
    log = Log().grow(2)
    signed = {
        "server_id": "s",
        "seq": 2,
        "hash": log.head.hex(),
        "time": "t",
        "public_key": "k",
        "signature": "g",
    }

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        if request.method == "POST":
            return httpx.Response(204, stream=Stream(b""))
        if request.url.path == "/audit/checkpoint":
            return httpx.Response(200, headers=JSON, stream=Stream(json.dumps(signed).encode()))
        if request.url.path == "/audit/2":
            return httpx.Response(200, headers=JSON, stream=Stream(log.links[1].line()))
        lines = b"".join(found.line() + b"\n" for found in log.links)
        return httpx.Response(200, headers=LINES, stream=Stream(lines))

    async with a_door(a_profile("http://127.0.0.1:1"), transport=httpx.MockTransport(answer)) as door:
        audit = AuditLog(door)
        assert (await audit.after(0)).decode().entries == log.entries()
        assert await audit.entry(2) == log.entries()[1]
        assert await audit.checkpoint() == Checkpoint("s", 2, log.head.hex(), "t", "k", "g")
        await audit.tell_export("actor:ada", 12, "csv", idempotency_key="k1")
        await audit.hashes_after(5)

    assert "application/x-ndjson" in asked[0].headers["accept"]
    assert dict(asked[0].url.params) == {"after": "0", "limit": "2000"}
    assert json.loads(asked[3].content) == {"query": "actor:ada", "count": 12, "format": "csv"}
    assert dict(asked[4].url.params) == {"after": "5", "limit": "2000", "bodies": "false"}
