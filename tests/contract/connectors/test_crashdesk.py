"""Our own connector against our own server: a process of its own on loopback."""

from __future__ import annotations

import asyncio
import signal
import uuid
from collections.abc import Iterator
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path

import httpx
import msgspec
import pytest
from tests.contract.connectors.contract import ConnectorContract, opened, signed_in
from tests.support.reference_server import EMAIL, PASSWORD, ServerProcess

from crashdesk.connectors.crashdesk.spec import SPEC
from crashdesk.core import errors
from crashdesk.core.connector import ConnectorSpec
from crashdesk.core.crash_groups import (
    AssigneeChange,
    CrashGroup,
    Ignore,
    IgnoreUntil,
    NoteAddition,
    Resolution,
    ResolvedIn,
    Severity,
    SeverityChange,
    Status,
    StatusChange,
    is_in_effect,
)
from crashdesk.core.crash_reports import ActivityEntry, CrashReport
from crashdesk.core.ids import Instant
from crashdesk.core.outbox import ObjectType
from crashdesk.core.people import Person
from crashdesk.core.secret import Secret
from crashdesk.core.server_ports import ServerClient
from crashdesk.core.session import Credential, CredentialKind

SOON = Instant(4_000_000_000_123)


@dataclass
class Live:
    """The server and how to make it busy."""

    process: ServerProcess
    url: str
    email: str = EMAIL
    password: str = PASSWORD

    async def report(self, **fields: object) -> None:
        """Send a crash report as a program does."""
        body = {
            "kind": "crash",
            "version": "1.0",
            "os": "linux",
            "arch": "amd64",
            "message": "boom",
            **fields,
        }
        async with httpx.AsyncClient() as sender:
            answer = await sender.post(f"{self.url}/v1/report", json=body)
            assert answer.status_code == 202, answer.text

    async def ping(self) -> None:
        """Say that a program was opened."""
        body = {"installId": uuid.uuid4().hex, "version": "1.0", "os": "linux", "arch": "amd64"}
        async with httpx.AsyncClient() as sender:
            answer = await sender.post(f"{self.url}/v1/ping", json=body)
            assert answer.status_code == 202, answer.text


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    data = tmp_path_factory.mktemp("server") / "data"
    with ServerProcess(data, "--ingest-limit", "off") as process:
        yield Live(process, process.url)


async def objects(client: ServerClient, kind: type) -> list[object]:
    """Read the whole feed; return its objects of one type."""
    found, token, more = [], "", True
    while more:
        page = (await client.changes(token)).decode()
        found += [change.object for change in page.items if isinstance(change.object, kind)]
        token, more = page.next_token, page.has_more
    return found


async def new_group(client: ServerClient, live: Live, **fields: object) -> CrashGroup:
    """Make the server have a group that it did not have before."""
    label = uuid.uuid4().hex
    await live.report(source="python", label=label, errorType="TypeError", errorMessage="x", **fields)
    [group] = [found for found in await objects(client, CrashGroup) if found.label == label]
    return group


def settled(group: CrashGroup) -> CrashGroup:
    """Leave out what moves with the time of asking."""
    return msgspec.structs.replace(group, daily_until=None)


def key() -> str:
    return uuid.uuid4().hex


class TestCrashDesk(ConnectorContract):
    @pytest.fixture
    def spec(self) -> ConnectorSpec:
        return SPEC

    @pytest.fixture
    def live(self, running: Live) -> Live:
        return running

    async def test_an_admin_can_do_everything(self, live: Live) -> None:
        async with opened(SPEC, live.url) as client:
            session, _ = await client.sign_in(live.email, Secret(live.password))
            assert session.capabilities == SPEC.capabilities
            assert session.role == "admin"
            assert session.expires_at is not None

    async def test_an_api_key_needs_no_session(self, live: Live) -> None:
        made = await asyncio.create_subprocess_exec(
            *live.process.process.args[:3],
            *("key", "--data", str(live.process.data), "--email", live.email, "--role", "viewer"),
            stdout=asyncio.subprocess.PIPE,
        )
        secret = (await made.communicate())[0].decode().strip()
        async with signed_in(SPEC, live) as admin, opened(SPEC, live.url) as client:
            group = await new_group(admin, live)
            client.use(Credential(CredentialKind.API_KEY, Secret(secret)))
            session, credential = await client.session()
            assert (session.via, session.role, credential.secret) == ("api_key", "viewer", Secret(secret))
            reading = {"crash_groups.read", "usage.read", "webhooks.read", "tasks.read", "changes", "events"}
            assert session.capabilities == {*reading, "api_keys", "audit", "registration", "sessions"}
            assert (await client.crash_groups.get(group.id)).id == group.id
            with pytest.raises(errors.AccessDenied):
                await client.crash_groups.change(
                    group.id, NoteAddition("x"), revision=group.revision, idempotency_key=key()
                )
            client.use(Credential(CredentialKind.API_KEY, Secret("cdk_wrong")))
            with pytest.raises(errors.SessionEnded):
                await client.session()

    @pytest.mark.parametrize(
        "change",
        [
            StatusChange(Status.RESOLVED, resolution=Resolution(ResolvedIn.NOW)),
            StatusChange(Status.RESOLVED, resolution=Resolution(ResolvedIn.NEXT)),
            StatusChange(Status.RESOLVED, resolution=Resolution(ResolvedIn.VERSION, "2.1")),
            StatusChange(Status.IGNORED, ignore=Ignore(IgnoreUntil.FOREVER)),
            StatusChange(Status.IGNORED, ignore=Ignore(IgnoreUntil.TIME, until=SOON)),
            StatusChange(Status.IGNORED, ignore=Ignore(IgnoreUntil.COUNT, count=7)),
            StatusChange(Status.IGNORED, ignore=Ignore(IgnoreUntil.VERSION, version="2.0")),
            SeverityChange(Severity.CRITICAL),
        ],
        ids=str,
    )
    async def test_changes_arrive_as_they_were_meant(self, live: Live, change) -> None:
        async with signed_in(SPEC, live) as client:
            group = await new_group(client, live)
            assert not is_in_effect(group, change)
            changed = await client.crash_groups.change(
                group.id, change, revision=group.revision, idempotency_key=key()
            )
            assert is_in_effect(changed, change)
            assert changed.revision > group.revision
            assert settled(await client.crash_groups.get(group.id)) == settled(changed)

    async def test_assigning_and_reopening(self, live: Live) -> None:
        async with signed_in(SPEC, live) as client:
            [me] = [person for person in await objects(client, Person) if person.label == live.email]
            group = await new_group(client, live)
            for change in (
                AssigneeChange(me),
                AssigneeChange(None),
                StatusChange(Status.RESOLVED, resolution=Resolution(ResolvedIn.NOW)),
                StatusChange(Status.OPEN),
            ):
                group = await client.crash_groups.change(
                    group.id, change, revision=group.revision, idempotency_key=key()
                )
                assert is_in_effect(group, change)

    async def test_notes(self, live: Live) -> None:
        async with signed_in(SPEC, live) as client:
            group = await new_group(client, live)
            once = key()
            note = NoteAddition("<b>seen</b> \u202e on Monday")
            first = await client.crash_groups.change(group.id, note, revision=0, idempotency_key=once)
            again = await client.crash_groups.change(group.id, note, revision=0, idempotency_key=once)
            assert first == again
            assert (first.note, first.kind, first.group_id) == (note.text, "note", group.id)
            notes = [entry for entry in await objects(client, ActivityEntry) if entry.note == note.text]
            assert notes == [first]
            assert (await client.crash_groups.get(group.id)).notes == 1

    async def test_who_comes_second_is_told(self, live: Live) -> None:
        async with signed_in(SPEC, live) as client:
            group = await new_group(client, live)
            once, change = key(), SeverityChange(Severity.CRITICAL)
            mine = await client.crash_groups.change(
                group.id, change, revision=group.revision, idempotency_key=once
            )
            repeated = await client.crash_groups.change(
                group.id, change, revision=group.revision, idempotency_key=once
            )
            assert repeated == mine
            with pytest.raises(errors.ChangedMeanwhile) as problem:
                await client.crash_groups.change(
                    group.id, SeverityChange(Severity.LOW), revision=group.revision, idempotency_key=key()
                )
            assert group.id.encode() in problem.value.current

    async def test_wrong_input_names_its_place(self, live: Live) -> None:
        async with signed_in(SPEC, live) as client:
            group = await new_group(client, live)
            with pytest.raises(errors.InputRejected) as problem:
                await client.crash_groups.change(
                    group.id, NoteAddition(""), revision=0, idempotency_key=key()
                )
            assert [field.pointer.rpartition("/")[2] for field in problem.value.fields] == ["text"]

    async def test_samples_and_statistics(self, live: Live) -> None:
        async with signed_in(SPEC, live) as client:
            group = await new_group(
                client,
                live,
                stack="File a.py, line 1",
                device={"osVersion": "12", "cores": 2, "ramGb": 3.5},
                breadcrumbs=[{"t": 5, "cat": "ui", "msg": "click"}],
            )
            [sample] = [found for found in await objects(client, CrashReport) if found.group_id == group.id]
            assert sample.content is None
            assert (sample.first, sample.latest) == (True, True)
            whole = (await client.crash_groups.report(group.id, sample.id)).decode()
            assert whole.content is not None
            assert whole.content.stack == "File a.py, line 1"
            assert (whole.content.device.cores, whole.content.device.ram_gb) == (2, 3.5)
            [crumb] = whole.content.breadcrumbs
            assert (crumb.at, crumb.category, crumb.message) == (5, "ui", "click")

            statistics = await client.crash_groups.statistics(group.id)
            assert sum(statistics.day.counts) == sum(statistics.fortnight.counts) == group.count == 1
            facets = {facet.field: facet.values for facet in statistics.facets}
            assert [(value.value, value.count) for value in facets["version"]] == [("1.0", 1)]

    async def test_deleting_says_how_many_reports_went(self, live: Live) -> None:
        async with signed_in(SPEC, live) as client:
            group = await new_group(client, live)
            token = (await client.changes("")).decode().next_token
            reports = await client.crash_groups.delete(
                group.id, revision=group.revision, idempotency_key=key()
            )
            assert reports == 1
            gone = (await client.changes(token)).decode().items
            assert (ObjectType.CRASH_GROUP, group.id, None) in [
                (change.type, change.id, change.object) for change in gone
            ]

    async def test_usage(self, live: Live) -> None:
        await live.ping()
        async with signed_in(SPEC, live) as client:
            usage = await client.usage.usage(7)
            assert len(usage.days) == 7
            assert usage.days[-1].opens >= 1
            assert {share.name for share in usage.versions} == {"1.0"}

    async def test_hints_tell_of_news(self, live: Live) -> None:
        async with signed_in(SPEC, live) as client, aclosing(client.hints()) as hints:
            before = await anext(hints)
            await live.report(message=key())
            async with asyncio.timeout(20):
                assert await anext(hints) != before

    async def test_hints_end_with_the_session(self, live: Live) -> None:
        async with signed_in(SPEC, live) as client, aclosing(client.hints()) as hints:
            await anext(hints)
            await client.sign_out()
            async with asyncio.timeout(20):
                with pytest.raises(errors.ConnectionTrouble):
                    await anext(hints)

    async def test_a_read_only_profile_writes_nothing(self, live: Live) -> None:
        async with signed_in(SPEC, live) as other, signed_in(SPEC, live, read_only=True) as client:
            group = await new_group(other, live)
            with pytest.raises(errors.ReadOnlyProfile):
                await client.crash_groups.change(
                    group.id, SeverityChange(Severity.LOW), revision=group.revision, idempotency_key=key()
                )
            with pytest.raises(errors.ReadOnlyProfile):
                await client.crash_groups.delete(group.id, revision=group.revision, idempotency_key=key())
            assert settled(await client.crash_groups.get(group.id)) == settled(group)

    async def test_setting_up_works_once(self, live: Live) -> None:
        async with opened(SPEC, live.url) as client:
            with pytest.raises(errors.RequestConflict):
                await client.set_up(Secret("x" * 20), "a@example.org", Secret("long enough"), "A")

    async def test_a_new_server_is_set_up_by_its_token(self, tmp_path: Path) -> None:
        nobody = {
            "CRASHDESK_ADMIN_EMAIL": "",
            "CRASHDESK_ADMIN_PASSWORD": "",
            "CRASHDESK_SETUP_TOKEN": "t0ken",
        }
        with ServerProcess(tmp_path / "data", environment=nobody) as process:
            async with opened(SPEC, process.url) as client:
                assert (await client.meta()).setup_required
                with pytest.raises(errors.SetupRequired):
                    await client.sign_in("ada@example.org", Secret("correct horse"))
                with pytest.raises(errors.AccessDenied, match="token is wrong"):
                    await client.set_up(Secret("wrong"), "ada@example.org", Secret("correct horse"), "Ada")
                session, _ = await client.set_up(
                    Secret("t0ken"), "ada@example.org", Secret("correct horse"), "Ada"
                )
                assert (session.label, session.role) == ("Ada", "admin")
                assert (await client.session())[0] == session
                assert not (await client.meta()).setup_required

    async def test_guessing_is_slowed_down(self, tmp_path: Path) -> None:
        with ServerProcess(tmp_path / "data") as process:
            async with opened(SPEC, process.url) as client:
                for _ in range(5):
                    with pytest.raises(errors.SignInRefused):
                        await client.sign_in(EMAIL, Secret("wrong password"))
                with pytest.raises(errors.TooManyRequests) as problem:
                    await client.sign_in(EMAIL, Secret("wrong password"))
                assert problem.value.retry_after_s > 1

    async def test_a_server_that_dies_and_comes_back(self, tmp_path: Path) -> None:
        with ServerProcess(tmp_path / "data") as process:
            async with opened(SPEC, process.url) as client:
                _, credential = await client.sign_in(EMAIL, Secret(PASSWORD))
                async with aclosing(client.hints()) as hints:
                    await anext(hints)
                    process.end(signal.SIGKILL)
                    with pytest.raises(errors.ServerUnreachable):
                        await anext(hints)
                with pytest.raises(errors.ServerUnreachable):
                    await client.session()
            process.start()
            async with opened(SPEC, process.url) as client:
                client.use(credential)
                assert (await client.session())[0].email == EMAIL
