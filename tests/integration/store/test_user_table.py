"""Accounts in the real store: found, sorted and completed by what is known of them."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
import pytest_asyncio
from tests.support.manual_clock import NOVEMBER
from tests.support.store_builders import change_page, opened_store
from tests.support.user_samples import make_user

from crashdesk.core.ids import DAY, Instant
from crashdesk.core.outbox import ObjectType
from crashdesk.core.people import Actor
from crashdesk.core.query.parser import parse
from crashdesk.core.query.user_fields import USER_FIELDS
from crashdesk.core.tables import SortKey, TableQuery
from crashdesk.core.users import User, UserState
from crashdesk.store.store import Store

USER = ObjectType.USER
ADA = make_user(
    "ada", name="Ada", role="admin", sessions=2, api_keys=1, last_sign_in_at=Instant(NOVEMBER - 2 * DAY)
)
MIRA = make_user(
    "mira",
    name="Žofie Mira",
    state=UserState.PENDING,
    registered_at=Instant(NOVEMBER - 10 * DAY),
    pending=True,
)
SAM = make_user(
    "sam",
    state=UserState.REJECTED,
    registered_from="2001:db8::9",
    decided_at=Instant(NOVEMBER - 5 * DAY),
    decided_by=Actor("user", "Grace", "usr_9"),
    decision_note="Not one of us",
)
TOM = make_user("tom", state=UserState.DISABLED, role="operator", permissions=("audit.read",))
NEW = make_user("new", role="auditor")


@pytest_asyncio.fixture
async def store(tmp_path: Path) -> AsyncGenerator[Store]:
    async with opened_store(tmp_path / "store.db") as opened:
        await opened.mirror.apply(change_page(ADA, MIRA, SAM, TOM, NEW))
        yield opened


async def found(store: Store, text: str, *sort: SortKey) -> list[str]:
    where = parse(text, USER_FIELDS, NOVEMBER)
    view = await store.tables.open_view(TableQuery(USER, where, sort or (SortKey("email"),)))
    await view.ready()
    rows = await view.page(0)
    await view.close()
    return [row.id for row in rows if isinstance(row, User)]


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("is:pending", ["mira"]),
        ("is:active", ["ada", "new"]),
        ("is:disabled,rejected", ["sam", "tom"]),
        ("is:unsent", ["mira"]),
        ("state:>pending", ["ada", "new", "sam", "tom"]),
        ("role:admin", ["ada"]),
        ("role:>=viewer", ["ada", "sam", "tom"]),
        ("role:pending", ["mira"]),
        ("email:sam@", ["sam"]),
        ("name:žofie*", ["mira"]),
        ("from:2001:db8", ["sam"]),
        ("decided-by:grace", ["sam"]),
        ("note:us", ["sam"]),
        ("right:audit.*", ["tom"]),
        ("has:audit", ["tom"]),
        ("has:grant", ["tom"]),
        ("has:session", ["ada"]),
        ("has:key", ["ada"]),
        ("has:note", ["sam"]),
        ("sessions:>1", ["ada"]),
        ("keys:0", ["mira", "new", "sam", "tom"]),
        ("registered:<2026-11-01 is:pending", []),
        ("age:>7d", ["mira"]),
        ("idle:<3d", ["ada"]),
        ("-idle:<3d", ["mira", "new", "sam", "tom"]),
        ("decided:<=2026-11-18", ["sam"]),
        ("last-sign-in:>2020-01-01", ["ada"]),
        ("ŽOFIE", ["mira"]),
        ('"not one of us"', ["sam"]),
        ("192.0.2.7 is:active", ["ada", "new"]),
    ],
)
async def test_filters(store: Store, text: str, expected: list[str]) -> None:
    assert await found(store, text) == expected


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("column", "expected"),
    [
        ("label", ["ada", "new", "sam", "tom", "mira"]),
        ("state", ["mira", "ada", "new", "tom", "sam"]),
        ("role", ["new", "mira", "sam", "tom", "ada"]),
        ("last_sign_in_at", ["ada", "mira", "new", "sam", "tom"]),
        ("decided_by", ["sam", "ada", "mira", "new", "tom"]),
    ],
)
async def test_orders(store: Store, column: str, expected: list[str]) -> None:
    assert await found(store, "", SortKey(column)) == expected


@pytest.mark.asyncio
async def test_what_is_read_is_what_came(store: Store) -> None:
    for user in (ADA, SAM, TOM, NEW):
        assert await store.tables.get(USER, user.id) == user
    assert await store.tables.values_of(USER, "decided_by", "gr", 5) == ("Grace",)


@pytest.mark.asyncio
async def test_an_older_state_does_not_replace_a_later_one(store: Store) -> None:
    later = make_user("ada", name="Ada L.", role="viewer", revision=4)
    await store.mirror.apply(change_page(later))
    await store.mirror.apply(change_page(ADA))
    assert await store.tables.get(USER, "ada") == later
