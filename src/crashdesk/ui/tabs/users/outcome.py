"""What is asked of the service about accounts, and what became of it in words. Free of Qt."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from crashdesk.core.account import Permission
from crashdesk.core.ids import ChangeId, UserId
from crashdesk.core.text import QT_TRANSLATE_NOOP, Text
from crashdesk.core.user_rules import Deed, Standing, why_not
from crashdesk.core.users import Approval, User, UserDecision, UserEdit
from crashdesk.services.triage import ItemOutcome, ItemResult, TriageOutcome

_NOT_ALL = QT_TRANSLATE_NOOP("Users", "{done} of {all} done; the others stay ticked.")
_NOBODY = Standing(UserId(""))


class UsersService(Protocol):
    """`services/users.py`, as far as this tab needs it."""

    async def decide(self, user_ids: Sequence[UserId], decision: UserDecision) -> TriageOutcome:
        """Queue a decision for each."""
        ...

    async def edit(self, user_id: UserId, edit: UserEdit) -> User:
        """Change an account now."""
        ...

    async def delete(self, user_id: UserId) -> None:
        """Delete an account now."""
        ...

    async def end_sessions(self, user_id: UserId) -> int:
        """Sign somebody out everywhere; return how many sessions were open."""
        ...

    async def rights(self) -> tuple[Permission, ...]:
        """Fetch every right that the server knows."""
        ...


def split(users: Iterable[User], decision: UserDecision) -> tuple[tuple[User, ...], tuple[ItemResult, ...]]:
    """Return the accounts that `decision` can still be made about, and the results of the others."""
    deed = Deed.APPROVE if isinstance(decision, Approval) else Deed.REJECT
    fit: list[User] = []
    unfit: list[ItemResult] = []
    for user in users:
        reason = why_not(deed, user, _NOBODY)
        if reason is None:
            fit.append(user)
        else:
            unfit.append(ItemResult(user.id, ItemOutcome.REFUSED, user.label, reason))
    return tuple(fit), tuple(unfit)


def told(outcome: TriageOutcome | None, results: Sequence[ItemResult]) -> tuple[Text, tuple[ChangeId, ...]]:
    """Return what the toast says, with what it can take back."""
    refused = [result for result in results if result.outcome is ItemOutcome.REFUSED]
    if len(results) == len(refused) == 1 and refused[0].text is not None:
        return refused[0].text, ()
    if refused or outcome is None:
        done = len(results) - len(refused)
        return _NOT_ALL(done=done, all=len(results)), outcome.change_ids if outcome else ()
    return outcome.sentence, outcome.change_ids
