"""The tab of accounts: what the user wants becomes queries, decisions and requests. Free of Qt."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Protocol

import msgspec

from crashdesk.core.actions import AVAILABLE, Availability
from crashdesk.core.alterations import Alteration, user_alterations
from crashdesk.core.connection import ConnectionState, Link
from crashdesk.core.ids import ActionId, ObjectId, UserId
from crashdesk.core.outbox import ObjectType
from crashdesk.core.people import Role
from crashdesk.core.ports import Progress
from crashdesk.core.query.complete import Completions
from crashdesk.core.text import QT_TRANSLATE_NOOP, Text
from crashdesk.core.user_rules import Standing, why_not
from crashdesk.core.users import Approval, Rejection, User, UserDecision, UserEdit
from crashdesk.ui.kit.others_changes import OthersChanges
from crashdesk.ui.kit.tab_spec import TabContext
from crashdesk.ui.tabs.users import actions
from crashdesk.ui.tabs.users.headcount import Counts, Headcount
from crashdesk.ui.tabs.users.likenesses import Likeness, Likenesses
from crashdesk.ui.tabs.users.list_presenter import FILTERING, ListPresenter
from crashdesk.ui.tabs.users.outcome import UsersService, split, told
from crashdesk.ui.tabs.users.question import Answer, Carry, Question
from crashdesk.ui.tabs.users.state import ListState, Showing, UsersState, carried_out, connected, with_list

SCOPE = "users"
_SHOWING_KEY = "users.showing"
_OPENING = QT_TRANSLATE_NOOP("Users", "Opening an account")
_ASKING = QT_TRANSLATE_NOOP("Users", "Looking up accounts")
_DECIDING = QT_TRANSLATE_NOOP("Users", "Deciding about users")
_CHANGING = QT_TRANSLATE_NOOP("Users", "Changing an account")
_COMPLETING = QT_TRANSLATE_NOOP("Users", "Looking up values")
_COPYING = QT_TRANSLATE_NOOP("Users", "Copying users")
_RIGHTS = QT_TRANSLATE_NOOP("Users", "Asking what rights there are")
_NOBODY = QT_TRANSLATE_NOOP("Users", "Choose a person first.")
_ONE = QT_TRANSLATE_NOOP("Users", "This is done for one person at a time. Untick the others.")
_NOTHING_TO_REPEAT = QT_TRANSLATE_NOOP("Users", "There is nothing to do again yet.")
_COPIED = QT_TRANSLATE_NOOP("Users", "Copied {n} user(s)")
_DELETED = QT_TRANSLATE_NOOP("Users", "Deleted the account of {person}")
_SIGNED_OUT = QT_TRANSLATE_NOOP("Users", "Ended {n} session(s) of {person}")
_CHANGED = QT_TRANSLATE_NOOP("Users", "Changed the account of {person}")

_ROLES = {
    actions.APPROVE: Role.VIEWER,
    actions.APPROVE_VIEWER: Role.VIEWER,
    actions.APPROVE_OPERATOR: Role.OPERATOR,
    actions.APPROVE_ADMIN: Role.ADMIN,
}
_AT_ONCE = frozenset({actions.APPROVE_VIEWER, actions.APPROVE_OPERATOR})
"""Approvals without a question, unless there is something to warn of."""


MakeList = Callable[[Showing, Callable[[ListState], None]], ListPresenter]
"""Makes the presenter of one list, which tells every new state of it."""


class UsersView(Protocol):
    """What the presenter needs of the widgets."""

    def show_state(self, state: UsersState) -> None:
        """Show `state`."""
        ...

    def ask(self, question: Question, decide: Callable[[Answer], None]) -> None:
        """Open the dialog of `question.action`; `decide` gets what was decided."""
        ...

    def offer(self, completions: Completions) -> None:
        """Propose what can be typed in the filter."""
        ...

    def copy(self, text: str) -> None:
        """Put text on the clipboard."""
        ...

    def copy_rows(self, users: tuple[User, ...]) -> None:
        """Put the cells that are shown of these accounts on the clipboard."""
        ...


class UsersPresenter:
    """Holds the state of the tab and carries out what is asked of it."""

    def __init__(
        self,
        view: UsersView,
        context: TabContext,
        users: UsersService,
        make_list: MakeList,
    ) -> None:
        self._view = view
        self._context = context
        self._users = users
        self.lists = {showing: make_list(showing, self._list_changed(showing)) for showing in Showing}
        self.state = connected(UsersState(), context.connection())
        remembered = context.settings.layout(_SHOWING_KEY)
        self._is_landing = remembered == Showing.ALL
        if self._is_landing:
            self.state = msgspec.structs.replace(self.state, showing=Showing.ALL)
        self._headcount = Headcount(context.tables, context.jobs, SCOPE, self._on_counts)
        self._likenesses = Likenesses(context.tables, context.jobs, SCOPE, self._on_likenesses)
        self._others = OthersChanges(
            context.tables, context.jobs, SCOPE, ObjectType.USER, user_alterations, self._on_altered
        )
        self._ends = [
            context.watch_connection(self._on_connection),
            context.tables.subscribe(self._on_store_changed),
            self._headcount.close,
            self._others.close,
            self._likenesses.close,
        ]

    def start(self) -> None:
        """Show the accounts."""
        for each in self.lists.values():
            each.start()
        self._likenesses.begin()
        self._ask_for_rights()
        self._view.show_state(self.state)

    async def close(self) -> None:
        """Stop everything."""
        for end in self._ends:
            end()
        await self._context.jobs.close_scope(SCOPE)
        for each in self.lists.values():
            await each.close()

    # What is shown

    @property
    def shown(self) -> ListPresenter:
        """The list in front."""
        return self.lists[self.state.showing]

    def show_list(self, showing: Showing) -> None:
        """Bring one of the two lists to the front."""
        self._is_landing = False
        self._context.settings.remember(_SHOWING_KEY, showing.value)
        self._set(msgspec.structs.replace(self.state, showing=showing))

    def complete(self, text: str, cursor: int) -> None:
        """Look up what can be typed at `cursor`."""

        async def look_up() -> None:
            self._view.offer(await FILTERING.completions(self._context.tables, text, cursor))

        self._start(_COMPLETING, look_up, exclusive="completion", quiet=True)

    def dismiss_results(self) -> None:
        """The results have been read."""
        self._set(msgspec.structs.replace(self.state, results=()))

    # Actions

    def availability(self, action: ActionId) -> Availability:
        """Tell whether selection and guards allow an action; rights and connection concern the window."""
        reason = self._why_not(action)
        return AVAILABLE if reason is None else Availability(enabled=False, reason=reason)

    def trigger(self, action: ActionId) -> None:
        """Carry out an action on the ticked accounts, else on the current one; it may ask first."""
        ids = self.state.targets
        if not self.availability(action).enabled:
            return
        if action == actions.REPEAT and self.state.last_decision is not None:
            self.decide(ids, self.state.last_decision)
        elif action == actions.ENABLE:
            self._edit(ids[0], UserEdit(enabled=True))
        elif action in {actions.COPY_ADDRESS, actions.COPY_ROWS}:
            self._start(_COPYING, lambda: self._copy(action, ids))
        elif action in actions.DEEDS:
            self._start(_ASKING, lambda: self._ask(action, ids))

    def decide(self, ids: tuple[UserId, ...], decision: UserDecision) -> None:
        """Queue `decision` for those of these accounts that it can still be made about."""

        async def decide_all() -> None:
            fit, unfit = split(await self._load(ids), decision)
            outcome = await self._users.decide([user.id for user in fit], decision) if fit else None
            results = (*(outcome.results if outcome else ()), *unfit)
            state = msgspec.structs.replace(self.state, last_decision=decision)
            self._set(carried_out(state, results))
            self.shown.set_ticked(self.state.shown.ticked)
            self._context.window.toast(*told(outcome, results))

        self._start(_DECIDING, decide_all)

    def _why_not(self, action: ActionId) -> Text | None:
        state = self.state
        if action == actions.REPEAT and state.last_decision is None:
            return _NOTHING_TO_REPEAT
        if action in actions.NEEDS_SOMEBODY and not state.targets:
            return _NOBODY
        person = state.person
        is_about_person = person is not None and state.targets == (person.id,)
        if action in actions.ONE_BY_ONE and not is_about_person:
            return _ONE if len(state.targets) > 1 or person is not None else _NOBODY
        deed = actions.DEEDS.get(action)
        if deed is None or person is None or not is_about_person:
            return None
        return why_not(deed, person, Standing(self._context.session.user_id, state.admins))

    async def _ask(self, action: ActionId, ids: tuple[UserId, ...]) -> None:
        users = await self._load(ids)
        if not users:
            return
        similar = self.state.similar
        question = Question(
            action,
            tuple(user.id for user in users),
            users[0] if len(users) == 1 else None,
            _ROLES.get(action, Role.VIEWER),
            similar.get(users[0].id, ()) if len(users) == 1 else (),
            sum(user.id in similar for user in users),
            self.state.rights,
        )
        if action in _AT_ONCE and not question.alike:
            self.decide(question.ids, Approval(question.role))
        else:
            self._view.ask(question, lambda answer: self._answered(question, answer))

    def _answered(self, question: Question, answer: Answer) -> None:
        match answer:
            case Approval() | Rejection():
                self.decide(question.ids, answer)
            case UserEdit():
                self._edit(question.ids[0], answer)
            case Carry() if question.action == actions.DELETE and question.person:
                self._delete(question.person)
            case Carry() if question.action == actions.SIGN_OUT and question.person:
                self._sign_out(question.person)
            case Carry():
                pass

    def _edit(self, user_id: UserId, edit: UserEdit) -> None:
        async def change() -> None:
            user = await self._users.edit(user_id, edit)
            self._context.window.toast(_CHANGED(person=user.label))

        self._start(_CHANGING, change)

    def _delete(self, user: User) -> None:
        async def delete() -> None:
            await self._users.delete(user.id)
            self._context.window.toast(_DELETED(person=user.label))

        self._start(_CHANGING, delete)

    def _sign_out(self, user: User) -> None:
        async def end_sessions() -> None:
            ended = await self._users.end_sessions(user.id)
            self._context.window.toast(_SIGNED_OUT(ended, person=user.label))

        self._start(_CHANGING, end_sessions)

    async def _copy(self, action: ActionId, ids: tuple[UserId, ...]) -> None:
        users = await self._load(ids)
        if action == actions.COPY_ROWS:
            self._view.copy_rows(users)
        else:
            self._view.copy("\n".join(user.email for user in users))
        self._context.window.toast(_COPIED(len(users)))

    async def _load(self, ids: tuple[UserId, ...]) -> tuple[User, ...]:
        found = [await self._context.tables.get(ObjectType.USER, user_id) for user_id in ids]
        return tuple(user for user in found if isinstance(user, User))

    # What happens

    def _list_changed(self, showing: Showing) -> Callable[[ListState], None]:
        def changed(shown: ListState) -> None:
            self._set(with_list(self.state, showing, shown))

        return changed

    def _on_counts(self, counts: Counts) -> None:
        state = msgspec.structs.replace(self.state, waiting=counts.waiting, admins=counts.admins)
        if self._is_landing and counts.waiting:
            state = msgspec.structs.replace(state, showing=Showing.PENDING)
        self._is_landing = False
        self._set(state)

    def take_note(self) -> None:
        """What others have changed has been seen."""
        self._others.take_note()

    def _on_altered(self, altered: tuple[Alteration, ...] | None) -> None:
        self._set(msgspec.structs.replace(self.state, altered=altered))

    def _on_likenesses(self, similar: Likeness) -> None:
        self._set(msgspec.structs.replace(self.state, similar=similar))

    def _on_connection(self, connection: ConnectionState) -> None:
        self._set(connected(self.state, connection))
        if connection.link is Link.ONLINE and not self.state.rights:
            self._ask_for_rights()

    def _on_store_changed(self, types: frozenset[ObjectType], ids: frozenset[ObjectId] | None) -> None:
        person = self.state.person
        if ObjectType.USER in types and person is not None and (ids is None or person.id in ids):
            self._open(person.id)

    def _open(self, user_id: UserId) -> None:
        async def open_account() -> None:
            user = await self._context.tables.get(ObjectType.USER, user_id)
            if self.state.shown.current == user_id:
                person = user if isinstance(user, User) else None
                self._set(msgspec.structs.replace(self.state, person=person))
                self._others.open(person)

        self._start(_OPENING, open_account, exclusive="person", quiet=True)

    def _ask_for_rights(self) -> None:
        async def ask() -> None:
            rights = await self._users.rights()
            self._set(msgspec.structs.replace(self.state, rights=rights))

        if self.state.link is Link.ONLINE:
            self._start(_RIGHTS, ask, exclusive="rights", quiet=True)

    def _start(
        self, label: Text, work: Callable[[], Awaitable[None]], *, exclusive: str = "", quiet: bool = False
    ) -> None:
        async def run(_progress: Progress) -> None:
            await work()

        group = f"{SCOPE}.{exclusive}" if exclusive else ""
        self._context.jobs.start(label, run, scope=SCOPE, exclusive=group, quiet=quiet)

    def _set(self, state: UsersState) -> None:
        if state == self.state:
            return
        current = state.shown.current
        if state.person is not None and state.person.id != current:
            state = msgspec.structs.replace(state, person=None)
        has_moved = current != self.state.shown.current
        self.state = state
        self._view.show_state(state)
        if has_moved:
            self._likenesses.open(current or None)
            self._others.open(None)
            if current:
                self._open(current)
        self._context.window.actions_changed()
