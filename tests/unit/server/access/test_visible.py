from __future__ import annotations

import msgspec
import pytest
from sqlalchemy import Select, delete, select, update

from crashdesk_server.access.principal import ANONYMOUS, Principal
from crashdesk_server.access.visible import visible
from crashdesk_server.storage.schema import changes, users

ADA = Principal(id="usr_1", kind="user", label="Ada", projects=("prj_a", "prj_b"))
OTHER = changes.alias("other")


@pytest.mark.parametrize(
    ("statement", "conditions"),
    [
        (select(changes), 1),
        (select(changes.c.id).where(changes.c.token > 1), 1),
        (select(changes.c.id, users.c.name).join(users, users.c.id == changes.c.id), 1),
        (select(changes.c.id).join(OTHER, OTHER.c.id == changes.c.id), 2),
        (select(changes.c.id, OTHER.c.token).where(OTHER.c.id == changes.c.id), 2),
        (select(changes).subquery().select(), 1),
        (update(changes).values(token=1), 1),
        (delete(changes), 1),
        (select(users), 0),
    ],
)
def test_every_table_of_a_project_is_limited(statement: Select[tuple[object]], conditions: int) -> None:
    limited = visible(ADA, statement).compile()

    assert str(limited).count("project_id IN") == conditions
    assert list(limited.params.values()).count(list(ADA.projects)) == conditions


def test_nobody_sees_nothing() -> None:
    assert list(visible(ANONYMOUS, select(changes)).compile().params.values()) == [[]]


def test_rights_are_the_same_for_the_same_rights_only() -> None:
    same = msgspec.structs.replace(ADA, id="usr_2", label="B", projects=("prj_b", "prj_a"))
    others = [
        msgspec.structs.replace(ADA, projects=("prj_a",)),
        msgspec.structs.replace(ADA, permissions=frozenset({"crashes.read"})),
        msgspec.structs.replace(ADA, role="viewer"),
    ]

    assert same.rights == ADA.rights
    assert len({ADA.rights, *(other.rights for other in others)}) == 4
