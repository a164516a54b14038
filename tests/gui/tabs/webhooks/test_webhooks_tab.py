"""The tab of webhooks as a person uses it, over the real store."""

from __future__ import annotations

import shlex

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QPushButton
from tests.support.gui_loop import until
from tests.support.manual_clock import NOVEMBER
from tests.support.shell_fakes import make_connection
from tests.support.webhook_desk import WebhookDesk, webhook_desk
from tests.support.webhook_samples import MIRA, make_attempt, make_delivery, make_webhook

from crashdesk.core.connection import Link
from crashdesk.core.deliveries import AttemptOutcome, DeliveryStatus, HeaderLine
from crashdesk.core.errors import FieldProblem, InputRejected, NotFound, ServerUnreachable
from crashdesk.core.ids import ActionId, Instant
from crashdesk.core.webhooks import Outcomes, WebhookHeader, WebhookHealth
from crashdesk.ui.tabs.webhooks import actions
from crashdesk.ui.tabs.webhooks.dialogs.edit import WebhookDialog
from crashdesk.ui.tabs.webhooks.dialogs.secret import SecretDialog
from crashdesk.ui.tabs.webhooks.presenter import Showing

HEALTH = WebhookHealth(
    hours=(Outcomes(3, 1),) * 24,
    delivered=9,
    failed=1,
    streak=1,
    last_failure_at=NOVEMBER,
    last_failure="boom",
)
CHAT = make_webhook(
    "whk_chat",
    description="Team chat",
    headers=(WebhookHeader("X-Key", None, secret=True), WebhookHeader("X-Env", "demo")),
    health=HEALTH,
)
OLD = make_webhook(
    "whk_old",
    description="Old pager",
    enabled=False,
    disabled_at=NOVEMBER,
    disabled_by=MIRA,
    skipped=3,
)
HEADERS = (HeaderLine("Host", "hooks"), HeaderLine("X-It's", "a 'quote'"), HeaderLine("X-Key", "•••"))
BAD = make_delivery(
    "dlv_bad",
    make_attempt(1, 503, response_body='{"error":"<b>over</b>loaded"}', request_headers=HEADERS),
    make_attempt(2, None, outcome=AttemptOutcome.TIMEOUT, duration_ms=10_000, request_headers=HEADERS),
    webhook="Team chat",
    body='{"a":"it\'s"}',
)
GOOD = make_delivery(
    "dlv_good", make_attempt(1, 204), webhook="Old pager", created_at=Instant(NOVEMBER - 1_000)
)
WAITING = make_delivery("dlv_wait", webhook="Old pager", created_at=Instant(NOVEMBER - 2_000))
OBJECTS = (CHAT, OLD, BAD, GOOD, WAITING)


async def rows(desk: WebhookDesk, count: int) -> None:
    await until(lambda: desk.tab.view.shown.table.model().rowCount() == count and not desk.jobs.running)


async def press(desk: WebhookDesk, action: ActionId, *, answer: str = "") -> None:
    desk.window.carry_out(action)
    if answer:
        await until(lambda: _dialog(desk) is not None)
        dialog = _dialog(desk)
        assert dialog is not None
        next(each for each in dialog.findChildren(QPushButton) if each.text() == answer).click()
    await until(lambda: not desk.jobs.running)


def _dialog(desk: WebhookDesk) -> QDialog | None:
    found = [each for each in desk.tab.widget.findChildren(QDialog) if each.isVisible()]
    return found[0] if found else None


async def open_delivery(desk: WebhookDesk, name: str) -> None:
    desk.window.carry_out(actions.SHOW_DELIVERIES)
    await rows(desk, 3)
    order = {"dlv_bad": 0, "dlv_good": 1, "dlv_wait": 2}
    desk.tab.view.shown.table.go_to(order[name])
    await until(lambda: desk.tab.presenter.state.delivery is not None and not desk.jobs.running)


def test_a_webhook_is_shown_with_all_that_is_known_but_its_secrets(run) -> None:  # type: ignore[no-untyped-def]
    async def work() -> None:
        async with webhook_desk(*OBJECTS) as desk:
            await rows(desk, 2)
            desk.tab.view.shown.table.go_to(1)
            await until(lambda: desk.tab.presenter.state.webhook == CHAT)
            lines = desk.tab.view.webhook._rows
            said = "\n".join(words.toPlainText() for _, words in lines if words.isVisible())
            assert "https://hooks.example.org/whk_chat" in said
            assert "X-Key: •••" in said
            assert "9 taken, 1 failed" in said
            assert "5000 ms, 10 s, 20 s" in said

    run(work())


def test_deliveries_of_one_webhook_are_one_key_away(run) -> None:  # type: ignore[no-untyped-def]
    async def work() -> None:
        async with webhook_desk(*OBJECTS) as desk:
            await rows(desk, 2)
            desk.tab.view.shown.table.go_to(1)
            await until(lambda: desk.tab.presenter.state.webhook == CHAT)
            await press(desk, actions.VIEW_DELIVERIES)
            assert desk.tab.view.showing is Showing.DELIVERIES
            await rows(desk, 1)
            assert desk.tab.view.shown.filter_bar.edit.text().strip() == 'webhook:"Team chat"'

    run(work())


def test_enabling_and_disabling_ask_the_server_and_say_what_happens(run) -> None:  # type: ignore[no-untyped-def]
    async def work() -> None:
        async with webhook_desk(*OBJECTS) as desk:
            await rows(desk, 2)
            desk.tab.view.shown.table.go_to(1)
            await until(lambda: desk.tab.presenter.state.webhook == CHAT)
            assert not desk.tab.availability(actions.ENABLE).enabled
            await press(desk, actions.DISABLE, answer="Cancel")
            assert desk.service.asked == []
            await press(desk, actions.DISABLE, answer="Disable")
            await until(lambda: len(desk.service.asked) == 1 and not desk.jobs.running)
            assert desk.service.asked == [("switch", "whk_chat", False)]
            assert "noted as skipped" in desk.window.toasts[-1]
            await until(lambda: not desk.tab.availability(actions.DISABLE).enabled)
            await press(desk, actions.ENABLE)
            assert desk.service.asked[-1] == ("switch", "whk_chat", True)

    run(work())


def test_a_test_event_and_a_deletion_ask_first(run) -> None:  # type: ignore[no-untyped-def]
    async def work() -> None:
        async with webhook_desk(*OBJECTS) as desk:
            await rows(desk, 2)
            desk.tab.view.shown.table.go_to(1)
            await until(lambda: desk.tab.presenter.state.webhook == CHAT)
            await press(desk, actions.TEST, answer="Send")
            await until(lambda: len(desk.service.asked) == 1 and not desk.jobs.running)
            await press(desk, actions.DELETE, answer="Delete")
            await rows(desk, 1)
            assert desk.service.asked == [
                ("test", "whk_chat", "crash_group.created"),
                ("delete", "whk_chat"),
            ]

    run(work())


def test_each_attempt_is_explained_with_request_and_answer(run) -> None:  # type: ignore[no-untyped-def]
    async def work() -> None:
        async with webhook_desk(*OBJECTS) as desk:
            await open_delivery(desk, "dlv_bad")
            pane = desk.tab.view.delivery
            assert pane.attempts.count() == 2
            assert "No whole answer came in time" in pane._why.text()
            pane.attempts.setCurrentRow(0)
            text = pane.text.toPlainText()
            assert "HTTP 503" in text
            assert '"error": "<b>over</b>loaded"' in text
            assert "X-Key: •••" in text
            await open_delivery(desk, "dlv_wait")
            assert pane.attempts.isHidden()
            assert "Nothing was sent" in pane._why.text()

    run(work())


def test_a_delivery_is_sent_again_unless_it_is_under_way(run) -> None:  # type: ignore[no-untyped-def]
    async def work() -> None:
        async with webhook_desk(*OBJECTS) as desk:
            await open_delivery(desk, "dlv_wait")
            assert not desk.tab.availability(actions.RESEND).enabled
            await open_delivery(desk, "dlv_bad")
            await until(lambda: desk.tab.presenter.state.delivery == BAD)
            await press(desk, actions.RESEND, answer="Resend")
            await until(lambda: bool(desk.service.asked) and not desk.jobs.running)
            assert desk.service.asked == [("resend", "dlv_bad")]
            desk.service.fails_with = NotFound()
            await press(desk, actions.RESEND, answer="Resend")
            await until(lambda: bool(desk.window.errors))
            assert "no longer keeps" in str(desk.window.errors[0].text)

    run(work())


def test_a_copied_command_is_safe_in_a_shell(run) -> None:  # type: ignore[no-untyped-def]
    async def work() -> None:
        async with webhook_desk(*OBJECTS) as desk:
            await open_delivery(desk, "dlv_bad")
            await until(lambda: desk.tab.presenter.state.delivery == BAD)
            await press(desk, actions.COPY_CURL)
            words = shlex.split(QGuiApplication.clipboard().text().replace("\\\n", " "))
            assert words[:4] == ["curl", "-X", "POST", "https://hooks.example.org/whk_1"]
            assert words[-2:] == ["--data-raw", '{"a":"it\'s"}']
            assert "X-It's: a 'quote'" in words
            assert not any(word.startswith("Host") for word in words)

    run(work())


def test_what_comes_is_shown_at_once(run) -> None:  # type: ignore[no-untyped-def]
    async def work() -> None:
        async with webhook_desk(*OBJECTS) as desk:
            await open_delivery(desk, "dlv_wait")
            await until(lambda: desk.tab.presenter.state.delivery == WAITING)
            arrived = make_delivery(
                "dlv_wait", make_attempt(1, 200), webhook="Old pager", created_at=WAITING.created_at
            )
            await desk.put(arrived)
            await until(lambda: desk.tab.presenter.state.delivery == arrived)
            assert arrived.status is DeliveryStatus.DELIVERED
            assert desk.tab.view.delivery.attempts.count() == 1

    run(work())


def test_without_webhooks_or_a_server_the_place_says_so(run) -> None:  # type: ignore[no-untyped-def]
    async def work() -> None:
        async with webhook_desk() as desk:
            empty = desk.tab.view.shown._empty
            await until(lambda: "Nobody is told" in empty.accessibleName())
        async with webhook_desk(connection=make_connection(Link.OFFLINE, fresh_at=None)) as desk:
            empty = desk.tab.view.shown._empty
            await until(lambda: "Nothing is on this computer" in empty.accessibleName())

    run(work())


async def form_of(desk: WebhookDesk) -> WebhookDialog:
    await until(lambda: isinstance(_dialog(desk), WebhookDialog) and not desk.jobs.running)
    dialog = _dialog(desk)
    assert isinstance(dialog, WebhookDialog)
    return dialog


def test_a_webhook_is_made_and_its_secret_shown_once(run) -> None:  # type: ignore[no-untyped-def]
    async def work() -> None:
        async with webhook_desk(*OBJECTS) as desk:
            desk.tab.view.new.click()
            dialog = await form_of(desk)
            dialog.ok_button.click()
            assert "Say where" in dialog.form.field("url").error()
            dialog.name.setText("Board")
            dialog.url.setText("https://board.example.org/hook")
            dialog.which.setCurrentIndex(1)
            dialog.ok_button.click()
            assert "Tick at least one" in dialog.form.field("events").error()
            dialog.events.item(1).setCheckState(Qt.CheckState.Checked)
            dialog.ok_button.click()
            await until(lambda: isinstance(_dialog(desk), SecretDialog))
            [(_, draft)] = desk.service.asked
            assert (draft.description, draft.url, draft.events) == (
                "Board",
                "https://board.example.org/hook",
                ("user.pending",),
            )
            shown = _dialog(desk)
            assert isinstance(shown, SecretDialog)
            assert shown.secret.field.text() == "whsec_once"
            shown.close()
            await rows(desk, 3)

    run(work())


def test_nothing_that_was_typed_is_lost_when_it_cannot_be_saved(run) -> None:  # type: ignore[no-untyped-def]
    async def work() -> None:
        async with webhook_desk(*OBJECTS) as desk:
            await rows(desk, 2)
            desk.tab.view.shown.table.go_to(1)
            await until(lambda: desk.tab.presenter.state.webhook == CHAT)
            await press(desk, actions.EDIT)
            dialog = await form_of(desk)
            assert dialog.name.text() == "Team chat"
            dialog.name.setText("Chat room")
            desk.service.fails_with = InputRejected(fields=(FieldProblem("#/url", "x", "not this one"),))
            dialog.ok_button.click()
            await until(lambda: isinstance(_dialog(desk), WebhookDialog) and _dialog(desk) is not dialog)
            again = await form_of(desk)
            assert again.name.text() == "Chat room"
            assert "not this one" in again.form.field("url").error()
            desk.service.fails_with = ServerUnreachable()
            again.ok_button.click()
            await until(lambda: isinstance(_dialog(desk), WebhookDialog) and _dialog(desk) is not again)
            third = await form_of(desk)
            assert third.notice.text()
            third.ok_button.click()
            await until(lambda: len(desk.service.asked) == 3 and not desk.jobs.running)
            webhook_id, after = desk.service.asked[-1][1:]
            assert (webhook_id, after.description) == ("whk_chat", "Chat room")
            assert (after.headers, after.timeout_ms) == (CHAT.headers, CHAT.timeout_ms)

    run(work())


def test_another_secret_says_how_long_the_former_one_signs(run) -> None:  # type: ignore[no-untyped-def]
    async def work() -> None:
        async with webhook_desk(*OBJECTS) as desk:
            await rows(desk, 2)
            desk.tab.view.shown.table.go_to(1)
            await until(lambda: desk.tab.presenter.state.webhook == CHAT)
            await press(desk, actions.ROTATE, answer="Make it")
            await until(lambda: isinstance(_dialog(desk), SecretDialog))
            assert desk.service.asked == [("rotate", "whk_chat", 86_400)]

    run(work())
