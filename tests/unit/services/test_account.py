"""What one does about one's own account, and what is left of it when something fails."""

from __future__ import annotations

import pytest
from tests.support.scripted_account import (
    FRESH,
    KEY,
    KEYS,
    OLD,
    SESSIONS,
    RecordingHolder,
    RecordingJournal,
    ScriptedAccount,
    an_account,
)

from crashdesk.core.account import NewApiKey
from crashdesk.core.errors import (
    AccessDenied,
    OutcomeUnknown,
    ServerUnreachable,
    SessionEnded,
    SignInRefused,
    StoreFull,
    VaultLocked,
)
from crashdesk.core.journal import Event
from crashdesk.core.people import Role
from crashdesk.core.secret import Secret
from crashdesk.services.account import Ending

pytestmark = pytest.mark.asyncio


class Scene:
    def __init__(self) -> None:
        self.api, self.holder = ScriptedAccount(), RecordingHolder()
        self.journal = RecordingJournal()
        self.account = an_account(self.api, self.holder, self.journal)
        self.told: list[Ending] = []


async def test_a_new_password_brings_a_session_that_is_used_and_kept() -> None:
    scene = Scene()
    assert await scene.account.change_password(Secret("old one"), Secret("new one")) is None
    assert scene.holder.used == FRESH
    assert scene.holder.kept == [FRESH]
    assert not scene.holder.is_resting


async def test_nothing_else_is_asked_while_the_password_changes() -> None:
    scene = Scene()
    resting: list[bool] = []
    change = scene.api.change_password

    async def watched(current: Secret, new: Secret):
        resting.append(scene.holder.is_resting)
        return await change(current, new)

    scene.api.change_password = watched  # type: ignore[method-assign]
    await scene.account.change_password(Secret("old one"), Secret("new one"))
    assert resting == [True]


@pytest.mark.parametrize("error", [SignInRefused(), OutcomeUnknown(), ServerUnreachable()])
async def test_a_change_that_failed_leaves_the_desk_as_it_was(error: Exception) -> None:
    scene = Scene()
    scene.api.errors["change_password"] = error  # type: ignore[assignment]
    with pytest.raises(type(error)):
        await scene.account.change_password(Secret("wrong"), Secret("new one"))
    assert (scene.holder.used, scene.holder.kept) == (OLD, [])
    assert not scene.holder.is_resting


async def test_a_keyring_that_refuses_the_new_session_is_told_and_undoes_nothing() -> None:
    scene = Scene()
    scene.holder.trouble = VaultLocked()
    assert await scene.account.change_password(Secret("old one"), Secret("new one")) is scene.holder.trouble
    assert scene.holder.used == FRESH


async def test_sessions_end_one_by_one_and_each_has_its_result() -> None:
    scene = Scene()
    scene.api.errors["ses_2"] = AccessDenied()
    endings = await scene.account.end_sessions(SESSIONS[1:], scene.told.append)
    assert [(each.session_id, type(each.problem)) for each in endings] == [
        ("ses_1", type(None)),
        ("ses_2", AccessDenied),
        ("ses_3", type(None)),
    ]
    assert tuple(scene.told) == endings
    assert [session.id for session in scene.api.open] == ["ses_0", "ses_2"]


@pytest.mark.parametrize("error", [ServerUnreachable(), SessionEnded()])
async def test_without_server_or_session_the_rest_is_not_tried(error: Exception) -> None:
    scene = Scene()
    scene.api.errors["ses_2"] = error  # type: ignore[assignment]
    endings = await scene.account.end_sessions(SESSIONS[1:], scene.told.append)
    assert [each.problem for each in endings] == [None, error, error]
    assert ("end_session", "ses_3") not in scene.api.asked


async def test_a_key_is_made_kept_and_revoked() -> None:
    scene = Scene()
    created = await scene.account.create_key(NewApiKey("status page", Role.VIEWER))
    assert await scene.account.keep_key(created) == "Production · status page"
    assert scene.holder.keys == [("status page", KEY)]
    await scene.account.revoke_key(KEYS[0])
    assert [key.name for key in scene.api.keys] == ["status page", "release pipeline", "wall display"]


async def test_the_journal_says_what_was_done_and_no_secret() -> None:
    scene = Scene()
    scene.api.errors["ses_2"] = AccessDenied()
    await scene.account.change_password(Secret("old one"), Secret("new one"))
    await scene.account.end_sessions(SESSIONS[1:3], scene.told.append)
    await scene.account.create_key(NewApiKey("status page"))
    scene.api.errors["revoke_api_key"] = OutcomeUnknown()
    with pytest.raises(OutcomeUnknown):
        await scene.account.revoke_key(KEYS[0])
    assert scene.journal.noted == [
        (Event.DONE, "Change the password", ""),
        (Event.DONE, "End the session of CrashDesk 0.1.0 on Windows at 192.0.2.17", ""),
        (Event.REJECTED, "End the session of Firefox on Linux at 2001:db8::5", str(AccessDenied.default)),
        (Event.DONE, "Make the API key “status page”", ""),
        (Event.UNKNOWN, "Revoke the API key “nightly export”", str(OutcomeUnknown.default)),
    ]


async def test_what_never_reached_the_server_is_not_noted() -> None:
    scene = Scene()
    scene.api.errors["change_password"] = ServerUnreachable()
    with pytest.raises(ServerUnreachable):
        await scene.account.change_password(Secret("old one"), Secret("new one"))
    assert scene.journal.noted == []


async def test_a_journal_that_fails_loses_neither_session_nor_secret(
    caplog: pytest.LogCaptureFixture,
) -> None:
    scene = Scene()

    async def full(*_: object) -> None:
        raise StoreFull

    scene.journal.record = full  # type: ignore[method-assign]
    await scene.account.change_password(Secret("old one"), Secret("new one"))
    assert (scene.holder.used, scene.holder.kept) == (FRESH, [FRESH])
    assert (await scene.account.create_key(NewApiKey("status page"))).secret == KEY
    assert [record.message for record in caplog.records] == ["not noted in the journal: StoreFull"] * 2
    caplog.clear()
