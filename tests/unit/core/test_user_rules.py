import pytest
from tests.support.user_samples import make_user

from crashdesk.core.ids import UserId
from crashdesk.core.user_rules import Deed, Standing, why_not
from crashdesk.core.users import User, UserState

ME = UserId("usr_me")
PENDING = make_user("usr_p", name="Pia", state=UserState.PENDING)
REJECTED = make_user("usr_r", name="Rex", state=UserState.REJECTED, role="pending")
ACTIVE = make_user("usr_a", name="Ada", sessions=2)
DISABLED = make_user("usr_d", name="Dan", state=UserState.DISABLED)
ADMIN = make_user("usr_b", name="Bo", role="admin", sessions=1)
MYSELF = make_user(ME, name="Me", role="admin", sessions=1)


def allowed(user: User, admins: int | None = 3) -> set[Deed]:
    return {deed for deed in Deed if why_not(deed, user, Standing(ME, admins)) is None}


@pytest.mark.parametrize(
    ("user", "deeds"),
    [
        (PENDING, {Deed.APPROVE, Deed.REJECT, Deed.RENAME, Deed.DELETE}),
        (REJECTED, {Deed.APPROVE, Deed.RENAME, Deed.DELETE}),
        (
            ACTIVE,
            {Deed.CHANGE_ROLE, Deed.GRANT, Deed.DISABLE, Deed.SIGN_OUT, Deed.RENAME, Deed.DELETE},
        ),
        (DISABLED, {Deed.CHANGE_ROLE, Deed.GRANT, Deed.ENABLE, Deed.RENAME, Deed.DELETE}),
        (ADMIN, {Deed.CHANGE_ROLE, Deed.DISABLE, Deed.SIGN_OUT, Deed.RENAME, Deed.DELETE}),
        (MYSELF, {Deed.RENAME}),
    ],
    ids=lambda value: value.name if isinstance(value, User) else "",
)
def test_what_can_be_done_to_whom(user: User, deeds: set[Deed]) -> None:
    assert allowed(user) == deeds


def test_the_last_enabled_admin_stays_one() -> None:
    for deed in (Deed.CHANGE_ROLE, Deed.DISABLE, Deed.DELETE):
        assert str(why_not(deed, ADMIN, Standing(ME, 1))) == (
            "Bo is the only enabled admin. Make somebody else an admin first."
        )
    assert Deed.DELETE in allowed(make_user("usr_x", role="admin", state=UserState.DISABLED), admins=1)


def test_while_admins_are_not_counted_only_the_server_guards_the_last_one() -> None:
    assert Deed.DISABLE in allowed(ADMIN, admins=None)


def test_nobody_weakens_themselves() -> None:
    assert str(why_not(Deed.CHANGE_ROLE, MYSELF, Standing(ME, 2))) == (
        "This is your own account. Another admin has to do this."
    )
    assert "account menu" in str(why_not(Deed.SIGN_OUT, MYSELF, Standing(ME, 2)))


def test_reasons_name_the_person_and_what_can_be_done_instead() -> None:
    assert str(why_not(Deed.APPROVE, ACTIVE, Standing(ME, 2))) == (
        "Ada was let in already. You can change the role instead."
    )
    assert str(why_not(Deed.REJECT, DISABLED, Standing(ME, 2))) == (
        "Dan was let in already. You can disable or delete the account instead."
    )
