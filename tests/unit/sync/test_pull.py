"""The change feed is followed to its end, from where it stopped, and anew when the token is too old."""

from __future__ import annotations

import pytest
from tests.support.scripted_client import ScriptedClient

from crashdesk.core.changes import ChangePage, Undecoded
from crashdesk.core.errors import AnswerUnusable, OtherServer, ResyncRequired, ServerUnreachable
from crashdesk.sync.pull import Pull


class RecordingMirror:
    """Keeps the token and the order of calls."""

    def __init__(self, token: str = "") -> None:
        self.kept = token
        self.calls: list[str] = []

    async def token(self) -> str:
        return self.kept

    async def apply(self, page: Undecoded[ChangePage]) -> ChangePage:
        decoded = page.decode()
        self.kept = decoded.next_token
        self.calls.append(f"apply {decoded.next_token}")
        return decoded

    async def begin_resync(self, *, erase: bool) -> None:
        self.kept = ""
        self.calls.append(f"begin erase={erase}")

    async def end_resync(self) -> None:
        self.calls.append("end")


async def same_as_ever() -> None: ...


def page(token: str, *, more: bool = False) -> ChangePage:
    return ChangePage((), token, has_more=more)


@pytest.mark.asyncio
async def test_follows_the_feed_to_its_end() -> None:
    client, mirror, seen = ScriptedClient([page("a", more=True), page("b")]), RecordingMirror(), []

    await Pull(client, mirror, same_as_ever).run(seen.append)  # type: ignore[arg-type]

    assert client.asked == ["", "a"]
    assert mirror.kept == "b"
    assert seen == [1, 2]


@pytest.mark.asyncio
async def test_a_cut_pull_goes_on_where_it_stopped() -> None:
    client, mirror = ScriptedClient([page("a", more=True), ServerUnreachable(), page("b")]), RecordingMirror()
    pull = Pull(client, mirror, same_as_ever)  # type: ignore[arg-type]

    with pytest.raises(ServerUnreachable):
        await pull.run(lambda _: None)
    await pull.run(lambda _: None)

    assert client.asked == ["", "a", "a"]
    assert mirror.kept == "b"


@pytest.mark.asyncio
@pytest.mark.parametrize(("reason", "erase"), [("rights-changed", True), ("too-old", False)])
async def test_a_stale_token_begins_anew_and_erases_what_may_not_be_seen(reason: str, erase: bool) -> None:
    client, mirror = ScriptedClient([ResyncRequired(reason), page("z")]), RecordingMirror("old")

    await Pull(client, mirror, same_as_ever).run(lambda _: None)  # type: ignore[arg-type]

    assert client.asked == ["old", ""]
    assert mirror.calls == [f"begin erase={erase}", "apply z", "end"]


@pytest.mark.asyncio
async def test_a_feed_that_never_advances_is_an_unusable_answer() -> None:
    client = ScriptedClient([page("a", more=True)] * 3)

    with pytest.raises(AnswerUnusable):
        await Pull(client, RecordingMirror(), same_as_ever).run(lambda _: None)  # type: ignore[arg-type]


@pytest.mark.asyncio
async def test_nothing_is_taken_from_another_server_that_refuses_the_token() -> None:
    async def another() -> None:
        raise OtherServer

    client, mirror = ScriptedClient([ResyncRequired("too-old"), page("z")]), RecordingMirror("old")

    with pytest.raises(OtherServer):
        await Pull(client, mirror, another).run(lambda _: None)  # type: ignore[arg-type]

    assert (mirror.kept, mirror.calls, client.asked) == ("old", [], ["old"])
