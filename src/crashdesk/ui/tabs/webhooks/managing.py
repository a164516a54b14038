"""Making and editing webhooks, and their secrets: what is asked, sent and shown. Free of Qt."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Protocol

from crashdesk.core.errors import CrashDeskError, InputRejected
from crashdesk.core.ports import Progress
from crashdesk.core.secret import Secret
from crashdesk.core.text import QT_TRANSLATE_NOOP, Text
from crashdesk.core.visible_text import visible_line
from crashdesk.core.webhooks import CreatedWebhook, EventType, Webhook, WebhookDraft, draft_of
from crashdesk.ui.kit.tab_spec import TabContext

FORM = "form"
_FIELDS = frozenset({"description", "url", "events", "max_retries", "retry_backoff_ms", "timeout_ms"})
_ASKING = QT_TRANSLATE_NOOP("Webhooks", "Asking what there is to be told of")
_SAVING = QT_TRANSLATE_NOOP("Webhooks", "Saving a webhook")
_SERVER_SAYS = QT_TRANSLATE_NOOP("Webhooks", "The server says: {words}")
_SAVED = QT_TRANSLATE_NOOP("Webhooks", "{name} is saved.")

Errors = Mapping[str, Text]
Save = Callable[[WebhookDraft], Awaitable[None]]


class ManagingService(Protocol):
    """What is asked of the server; see `services.webhooks`."""

    async def event_types(self) -> tuple[EventType, ...]: ...  # noqa: D102

    async def create(self, draft: WebhookDraft) -> CreatedWebhook: ...  # noqa: D102

    async def edit(self, webhook: Webhook, after: WebhookDraft) -> Webhook: ...  # noqa: D102

    async def rotate(self, webhook: Webhook, overlap_seconds: int) -> CreatedWebhook: ...  # noqa: D102


class ManagingView(Protocol):
    """The dialogs."""

    def ask_webhook(
        self,
        draft: WebhookDraft | None,
        event_types: tuple[EventType, ...],
        errors: Errors,
        decide: Callable[[WebhookDraft], None],
        *,
        is_new: bool,
    ) -> None:
        """Ask for a webhook, beginning with what was typed before."""
        ...

    def ask_rotation(self, name: str, decide: Callable[[int], None]) -> None:
        """Ask for how many seconds the former secret still signs."""
        ...

    def show_secret(self, name: str, secret: Secret) -> None:
        """Show a secret this once."""
        ...


class Managing:
    """Carries out what somebody decides about webhooks themselves; whatever is refused is asked again."""

    def __init__(self, view: ManagingView, context: TabContext, service: ManagingService, scope: str) -> None:
        self._view = view
        self._context = context
        self._service = service
        self._scope = scope

    def make(self) -> None:
        """Ask for a new webhook, make it, and show its secret."""

        async def create(draft: WebhookDraft) -> None:
            created = await self._service.create(draft)
            self._view.show_secret(created.webhook.label, created.secret)

        self._ask(None, create, is_new=True)

    def edit(self, webhook: Webhook) -> None:
        """Ask what shall be different, and change that."""

        async def save(draft: WebhookDraft) -> None:
            changed = await self._service.edit(webhook, draft)
            self._context.window.toast(_SAVED(name=changed.label))

        self._ask(draft_of(webhook), save, is_new=False)

    def rotate(self, webhook: Webhook) -> None:
        """Ask for how long the former secret still signs, make another one, and show it."""

        def decide(overlap_seconds: int) -> None:
            async def run(_progress: Progress) -> None:
                made = await self._service.rotate(webhook, overlap_seconds)
                self._view.show_secret(made.webhook.label, made.secret)

            self._context.jobs.start(_SAVING, run, scope=self._scope)

        self._view.ask_rotation(webhook.label, decide)

    def _ask(self, draft: WebhookDraft | None, save: Save, *, is_new: bool) -> None:
        async def run(_progress: Progress) -> None:
            event_types = await self._service.event_types()
            self._ask_again(draft, event_types, {}, save, is_new=is_new)

        self._context.jobs.start(_ASKING, run, scope=self._scope)

    def _ask_again(
        self,
        draft: WebhookDraft | None,
        event_types: tuple[EventType, ...],
        errors: Errors,
        save: Save,
        *,
        is_new: bool,
    ) -> None:
        def decide(wanted: WebhookDraft) -> None:
            async def run(_progress: Progress) -> None:
                try:
                    await save(wanted)
                except InputRejected as problem:
                    wrong = server_problems(problem)
                    self._ask_again(wanted, event_types, wrong, save, is_new=is_new)
                except CrashDeskError as trouble:  # nothing that was typed is lost
                    self._ask_again(wanted, event_types, {FORM: trouble.text}, save, is_new=is_new)

            self._context.jobs.start(_SAVING, run, scope=self._scope)

        self._view.ask_webhook(draft, event_types, errors, decide, is_new=is_new)


def server_problems(problem: InputRejected) -> dict[str, Text]:
    """Return what the server found wrong, by field; what belongs to none is about the whole form."""
    wrong: dict[str, Text] = {}
    for each in problem.fields:
        name = each.pointer.removeprefix("#/").partition("/")[0]
        words = _SERVER_SAYS(words=visible_line(each.message, 300))
        wrong.setdefault(name if name in _FIELDS else FORM, words)
    return wrong or {FORM: problem.text}
