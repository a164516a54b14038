"""Webhooks: who is told of what happens, and what was delivered."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget

from crashdesk.core.actions import Availability
from crashdesk.core.ids import ActionId
from crashdesk.core.outbox import ObjectType
from crashdesk.core.query.delivery_fields import DELIVERY_FIELDS
from crashdesk.core.query.webhook_fields import WEBHOOK_FIELDS
from crashdesk.core.text import QT_TRANSLATE_NOOP
from crashdesk.ui.kit.action_menu import open_menu
from crashdesk.ui.kit.filtering import Filtering
from crashdesk.ui.kit.row_list import RowList, RowListLook
from crashdesk.ui.kit.row_list_presenter import RowListPresenter
from crashdesk.ui.kit.row_source import RowSource
from crashdesk.ui.kit.tab_spec import TabContext, TabSpec
from crashdesk.ui.tabs.webhooks import actions
from crashdesk.ui.tabs.webhooks.columns import (
    DELIVERY_COLUMNS,
    FIRST_DELIVERY_SORT,
    FIRST_WEBHOOK_SORT,
    WEBHOOK_COLUMNS,
)
from crashdesk.ui.tabs.webhooks.detail.view import DeliveryPane, WebhookPane
from crashdesk.ui.tabs.webhooks.empty_states import show_delivery_phase, show_webhook_phase
from crashdesk.ui.tabs.webhooks.presenter import SCOPE, Showing, WebhooksPresenter, WebhooksService
from crashdesk.ui.tabs.webhooks.view import WebhooksWidget

_LOOKS = {
    Showing.WEBHOOKS: RowListLook(
        "webhooks.list",
        QT_TRANSLATE_NOOP("Webhooks", "Webhooks"),
        QT_TRANSLATE_NOOP("Webhooks", "Filter: words, is:failing, is:disabled, event:crash_group …"),
        QT_TRANSLATE_NOOP("Webhooks", "{count} webhook(s)"),
        QT_TRANSLATE_NOOP("Webhooks", "All webhooks"),
        WEBHOOK_COLUMNS,
        FIRST_WEBHOOK_SORT,
        show_webhook_phase,
    ),
    Showing.DELIVERIES: RowListLook(
        "webhooks.deliveries",
        QT_TRANSLATE_NOOP("Webhooks", "Deliveries"),
        QT_TRANSLATE_NOOP("Webhooks", "Filter: words of bodies, is:failed, code:>=500, age:<24h …"),
        QT_TRANSLATE_NOOP("Webhooks", "deliveries: {count}"),
        QT_TRANSLATE_NOOP("Webhooks", "All deliveries"),
        DELIVERY_COLUMNS,
        FIRST_DELIVERY_SORT,
        show_delivery_phase,
    ),
}
_FILTERINGS = {
    Showing.WEBHOOKS: Filtering(ObjectType.WEBHOOK, WEBHOOK_FIELDS),
    Showing.DELIVERIES: Filtering(ObjectType.DELIVERY, DELIVERY_FIELDS),
}


class WebhooksTab:
    """The living tab: both lists and what is open of each."""

    def __init__(self, context: TabContext) -> None:
        self._window = context.window
        allowed, now = context.window.availability, context.clock.now
        webhook = WebhookPane((*actions.OF_WEBHOOKS, actions.DELETION), allowed, now)
        delivery = DeliveryPane(actions.OF_DELIVERIES, allowed, now)
        rows = {each: RowSource(context.tables, context.jobs, f"{SCOPE}.{each}") for each in Showing}
        lists = {
            each: RowList(_LOOKS[each], rows[each], context.settings, context.clock, pane)
            for each, pane in ((Showing.WEBHOOKS, webhook), (Showing.DELIVERIES, delivery))
        }
        self.view = WebhooksWidget(
            lists[Showing.WEBHOOKS], lists[Showing.DELIVERIES], webhook, delivery, allowed
        )
        self.presenter = WebhooksPresenter(
            self.view, context, cast("WebhooksService", context.services["webhooks"])
        )
        self._lists = {
            each: RowListPresenter(
                context,
                rows[each],
                _FILTERINGS[each],
                shown.columns.sort,
                f"{SCOPE}.{each}",
                shown.show_state,
            )
            for each, shown in lists.items()
        }
        for each, shown in lists.items():
            self._connect(each, shown)
        self.view.showing_chosen.connect(self.presenter.show)
        self.view.menu_requested.connect(self._on_menu)
        for pane in (self.view, webhook, delivery):
            pane.triggered.connect(self._window.carry_out)
        self._unwatch = context.watch_connection(lambda _state: self.view.show_availability())
        for each in self._lists.values():
            each.start()

    def _connect(self, which: Showing, shown: RowList) -> None:
        presenter = self._lists[which]
        shown.show_state(presenter.state)

        def on_current(object_id: str) -> None:
            presenter.set_current(object_id)
            self.presenter.open(which, object_id)

        def complete(text: str, cursor: int) -> None:
            presenter.complete(text, cursor, shown.filter_bar.offer)

        shown.listen(on_current)
        shown.opened.connect(lambda: self.view.carry_out(actions.OPEN))
        shown.filter_bar.changed.connect(presenter.set_filter)
        shown.filter_bar.completion_wanted.connect(complete)
        shown.columns.sort_changed.connect(lambda: presenter.set_sort(shown.columns.sort))

    @property
    def widget(self) -> QWidget:
        """The widget to show."""
        return self.view

    def availability(self, action: ActionId) -> Availability:
        """Tell whether an action makes sense for what is open."""
        return self.presenter.availability(action)

    def trigger(self, action: ActionId) -> None:
        """Carry out an action on what is open."""
        if not self.view.carry_out(action):
            self.presenter.trigger(action)

    async def close(self) -> None:
        """Stop all work and give the rows back."""
        self._unwatch()
        await self.view.stop_asking()
        await self.presenter.close()
        for each in self._lists.values():
            await each.close()

    def _on_menu(self, at: QPoint) -> None:
        sections = actions.WEBHOOK_MENU if self.view.showing is Showing.WEBHOOKS else actions.DELIVERY_MENU
        open_menu(self.view, at, sections, self._window.availability, self._window.carry_out)


SPEC = TabSpec(
    key=SCOPE,
    title=QT_TRANSLATE_NOOP("Webhooks", "Webhooks"),
    icon="webhook",
    order=35,
    needs=frozenset({actions.READ}),
    actions=actions.WEBHOOK_ACTIONS,
    build=WebhooksTab,
)
"""What the registry reads."""
