"""Making, changing and deleting webhooks over HTTP, and who may see what of them."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from tests.support.audit_log import entries_of
from tests.support.reference_server import PASSWORD, client_of, problem_of, sign_in
from tests.support.webhook_receiver import Receiver, receiver
from tests.support.webhook_server import API, WebhookServer, webhook_server

pytestmark = pytest.mark.asyncio
HOOKS = f"{API}/webhooks"
URL = "https://hooks.example.org/services/T0/B1?token=s3cret"


@pytest_asyncio.fixture
async def server(tmp_path: Path) -> AsyncGenerator[WebhookServer]:
    async with webhook_server(tmp_path, keep_deliveries=5) as running:
        yield running


@pytest.fixture
def sink() -> Any:
    with receiver() as running:
        yield running


async def test_the_secret_is_told_once_and_is_nowhere_on_the_disk(
    tmp_path: Path, server: WebhookServer
) -> None:
    key = {"Idempotency-Key": "k1"}
    header = {"name": "Authorization", "value": "Bearer zq-7781", "secret": True}
    body = {"url": URL, "headers": [header]}
    first = await server.client.post(HOOKS, json=body, headers=key)
    again = await server.client.post(HOOKS, json=body, headers=key)
    made = first.json()
    assert made["signing_secret"].startswith("whsec_")
    assert problem_of(again) == (409, "secret-already-shown")
    assert again.json()["id"] == made["id"]
    assert made["headers"] == [{"name": "Authorization", "value": None, "secret": True}]
    assert "signing_secret" not in await server.webhook(made["id"])
    on_disk = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    for secret in (made["signing_secret"], made["signing_secret"].removeprefix("whsec_"), "zq-7781"):
        assert secret.encode() not in on_disk
    [entry] = await entries_of(server.client, "webhook.created")
    assert "zq-7781" not in str(entry)


@pytest.mark.parametrize(
    ("fields", "pointer", "words"),
    [
        ({"url": "ftp://example.org"}, "#/url", "https://"),
        ({"url": "https://"}, "#/url", "no host"),
        ({"url": "https://user:pw@example.org"}, "#/url", "secret header"),
        ({"url": "https://example.org/#x"}, "#/url", "never sent"),
        ({"url": "https://example.org:99999/"}, "#/url", "no address"),
        ({"url": "https://exämple.org/"}, "#/url", "ASCII"),
        ({"url": "http://[::1"}, "#/url", "no address"),
        ({"events": ["crash_group.created", "moon"]}, "#/events/1", "no event moon"),
        ({"task_filter": ["moon"]}, "#/task_filter/0", "no task moon"),
        ({"headers": [{"name": "Host", "value": "x"}]}, "#/headers/0/name", "says this itself"),
        ({"headers": [{"name": "webhook-id", "value": "x"}]}, "#/headers/0/name", "says this itself"),
        ({"headers": [{"name": "X Y", "value": "x"}]}, "#/headers/0/name", "letters"),
        ({"headers": [{"name": "X", "value": "a\r\nB: c"}]}, "#/headers/0/value", "Visible"),
        ({"headers": [{"name": "X", "secret": True}]}, "#/headers/0/value", "needs a value"),
        (
            {"headers": [{"name": "X", "value": "1"}, {"name": "x", "value": "2"}]},
            "#/headers/1/name",
            "already",
        ),
        ({"secret": "whsec_AAAA"}, "#/secret", "24 to 64"),
        ({"secret": "secret"}, "#/secret", "whsec_"),
        ({"max_retries": 21}, "#/max_retries", ""),
        ({"timeout_ms": 1}, "#/timeout_ms", ""),
    ],
)
async def test_what_cannot_be_used_is_refused_at_its_field(
    server: WebhookServer, fields: dict[str, Any], pointer: str, words: str
) -> None:
    answer = await server.client.post(HOOKS, json={"url": URL} | fields)
    assert problem_of(answer) == (422, "invalid-input")
    error = answer.json()["errors"][0]
    assert error["pointer"] == pointer
    assert words in error["message"]


async def test_everything_that_is_wrong_is_told_at_once(server: WebhookServer) -> None:
    answer = await server.client.post(HOOKS, json={"url": "x", "events": ["moon"], "task_filter": ["sun"]})
    assert [error["pointer"] for error in answer.json()["errors"]] == [
        "#/url",
        "#/events/0",
        "#/task_filter/0",
    ]


async def test_a_change_keeps_what_it_does_not_name_and_secrets_without_a_value(
    server: WebhookServer, sink: Receiver
) -> None:
    headers = [{"name": "X-Key", "value": "one", "secret": True}, {"name": "X-Env", "value": "demo"}]
    made = await server.make(sink.url, description="Chat", headers=headers)
    changed = await server.patch(
        made["id"], headers=[{"name": "X-Key", "secret": True}], max_retries=2, description="Chat"
    )
    assert changed.json()["revision"] == made["revision"] + 1
    assert (changed.json()["description"], changed.json()["max_retries"]) == ("Chat", 2)
    await server.emit()
    await server.all_ended(1)
    assert sink.arrived[0].headers["X-Key"] == "one"
    assert "X-Env" not in sink.arrived[0].headers
    same = await server.patch(made["id"], max_retries=2)
    assert same.json()["revision"] == changed.json()["revision"]
    [entry] = await entries_of(server.client, "webhook.changed")
    assert entry["after"]["headers"] == {"X-Key": "kept"}
    stale = await server.client.patch(
        f"{HOOKS}/{made['id']}", json={"max_retries": 3}, headers={"If-Match": '"1"'}
    )
    assert problem_of(stale) == (412, "revision-mismatch")


async def test_disabling_skips_what_happens_and_enabling_goes_on(
    server: WebhookServer, sink: Receiver
) -> None:
    made = await server.make(sink.url)
    await server.patch(made["id"], enabled=False)
    await server.emit(2)
    hook = await server.webhook(made["id"])
    assert (hook["enabled"], hook["skipped"], hook["disabled_reason"]) == (False, 2, "")
    assert hook["disabled_by"]["kind"] == "user"
    await server.patch(made["id"], enabled=True)
    await server.emit()
    await server.all_ended(3)
    assert len(sink.arrived) == 1


async def test_a_test_goes_out_also_while_disabled_and_does_not_count(
    server: WebhookServer, sink: Receiver
) -> None:
    made = await server.make(sink.url, enabled=False)
    path = f"{HOOKS}/{made['id']}/test"
    answer = await server.client.post(path, json={"event": "user.pending"})
    assert (answer.status_code, answer.json()["trigger"]) == (201, "test")
    [found] = await server.all_ended(1)
    assert (found["status"], sink.arrived[0].headers["CrashDesk-Event"]) == ("delivered", "user.pending")
    assert (await server.webhook(made["id"]))["health"]["delivered"] == 0
    assert problem_of(await server.client.post(path, json={"event": "moon"})) == (422, "invalid-input")


async def test_only_the_latest_deliveries_are_kept_and_the_others_go_in_silence(
    server: WebhookServer, sink: Receiver
) -> None:
    made = await server.make(sink.url)
    await server.emit(8)
    await server.all_ended(8)
    token = (await server.client.get(f"{API}/changes")).json()["next_token"]
    await server.pass_time(61_000)
    await server.wait(lambda found: len(found) == 5)
    feed = (await server.client.get(f"{API}/changes", params={"since": token})).json()
    assert [item for item in feed["items"] if item["type"] == "delivery"] == []
    assert (await server.client.get(f"{API}/meta")).json()["retention"]["deliveries_per_webhook"] == 5
    assert (await server.webhook(made["id"]))["health"]["delivered"] == 8


async def test_who_may_not_manage_sees_no_address_and_nobody_sees_people_unasked(
    server: WebhookServer, sink: Receiver
) -> None:
    made = await server.make(f"{sink.url}/token-in-path")
    await server.emit(event="user.pending")
    await server.emit()
    await server.all_ended(2)
    users = f"{API}/users"
    async with client_of(server.application) as viewer:
        new = {"email": "vera@example.org", "password": PASSWORD}
        await viewer.post(f"{API}/registrations", json=new)
        [vera] = (await server.client.get(users, params={"state": "pending"})).json()["items"]
        headers = {"If-Match": f'"{vera["revision"]}"'}
        await server.client.post(f"{users}/{vera['id']}/approve", json={"role": "viewer"}, headers=headers)
        await sign_in(viewer, "vera@example.org")
        hook = (await viewer.get(f"{HOOKS}/{made['id']}")).json()
        assert hook["url"] == f"{sink.url}/…"
        found = (await viewer.get(f"{API}/deliveries")).json()["items"]
        assert {each["event"] for each in found} == {"crash_group.created"}
        assert all("token-in-path" not in attempt["url"] for each in found for attempt in each["attempts"])
        feed = (await viewer.get(f"{API}/changes")).json()["items"]
        told = [item["object"]["event"] for item in feed if item["type"] == "delivery"]
        assert set(told) == {"crash_group.created"}
        refused = await viewer.post(HOOKS, json={"url": URL})
        assert problem_of(refused) == (403, "forbidden")


async def test_deleting_takes_the_record_along(server: WebhookServer, sink: Receiver) -> None:
    made = await server.make(sink.url)
    await server.emit()
    await server.all_ended(1)
    headers = {"If-Match": f'"{made["revision"]}"'}
    assert (await server.client.delete(f"{HOOKS}/{made['id']}", headers=headers)).status_code == 204
    assert await server.deliveries() == []
    [entry] = await entries_of(server.client, "webhook.deleted")
    assert entry["before"] == {"deliveries": 1}


async def test_a_day_that_there_is_not_is_refused(server: WebhookServer) -> None:
    query = {"since": "2026-02-30T00:00:00.000Z"}
    answer = await server.client.get(f"{API}/deliveries", params=query)
    assert problem_of(answer) == (422, "invalid-input")
    assert answer.json()["errors"][0]["pointer"] == "#/query/since"


async def test_every_event_has_a_whole_example(server: WebhookServer) -> None:
    async with client_of(server.application) as stranger:
        said = (await stranger.get(f"{API}/event-types")).json()["event_types"]
    assert {each["name"] for each in said} >= {"crash_group.created", "user.approved", "task.failed"}
    for each in said:
        assert each["example"]["type"] == each["name"]
        assert each["example"]["data"]
        assert each["meaning"].endswith(".")
