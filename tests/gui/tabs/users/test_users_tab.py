"""The tab as a person uses it, over the real store."""

from __future__ import annotations

from typing import TypeVar

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QToolButton
from tests.support.gui_loop import until
from tests.support.user_desk import UserDesk, user_desk
from tests.support.user_samples import HOSTILE_NAMES, make_user, sample_users

from crashdesk.core.connection import Link
from crashdesk.core.ids import ActionId, UserId
from crashdesk.core.people import Role
from crashdesk.core.users import Approval, Rejection, UserEdit, UserState
from crashdesk.ui.tabs.users import actions
from crashdesk.ui.tabs.users.dialogs.approve import ApproveDialog
from crashdesk.ui.tabs.users.dialogs.confirm import DeleteDialog, DisableDialog, SignOutDialog
from crashdesk.ui.tabs.users.dialogs.reject import RejectDialog
from crashdesk.ui.tabs.users.dialogs.rename import RenameDialog
from crashdesk.ui.tabs.users.dialogs.rights import RightsDialog
from crashdesk.ui.tabs.users.dialogs.role import RoleDialog
from crashdesk.ui.tabs.users.state import Showing

D = TypeVar("D", bound=QDialog)
PEOPLE = list(sample_users(6, waiting=4))
JONAS = UserId("usr_jonas")


async def settle(desk: UserDesk) -> None:
    await until(lambda: not desk.jobs.running)


async def ready(desk: UserDesk) -> None:
    desk.tab.widget.resize(1200, 700)
    desk.tab.widget.show()
    await settle(desk)


async def go_to(desk: UserDesk, user_id: str, showing: Showing = Showing.ALL) -> None:
    desk.tab.presenter.show_list(showing)
    rows = desk.tab._rows[showing]
    ids = await rows.ids(0, rows.count.value - 1)
    desk.tab.view.shown.table.go_to(ids.index(user_id))
    await until(lambda: desk.tab.presenter.state.person is not None)
    await settle(desk)


async def ask(desk: UserDesk, action: ActionId, kind: type[D]) -> D:
    desk.tab.trigger(action)
    await until(lambda: desk.tab.view.findChildren(kind))
    return desk.tab.view.findChildren(kind)[0]


def sentence(desk: UserDesk, row: int) -> str:
    model = desk.tab.view.shown.table.model()
    return str(model.data(model.index(row, 1), Qt.ItemDataRole.AccessibleTextRole.value))


def why(desk: UserDesk, action: ActionId) -> str:
    reason = desk.tab.availability(action).reason
    return str(reason) if reason else ""


def test_who_waits_is_in_front_with_the_warning_spoken(run):
    async def check() -> None:
        async with user_desk(*PEOPLE) as desk:
            desk.settings.remember("users.showing", "all")
            await ready(desk)
            assert desk.tab.view.showing is Showing.PENDING
            assert desk.tab.view.segments.titles == ("Pending users (4)", "All users")
            await until(lambda: "looks like Mira Sandoval (admin)" in sentence(desk, 0))
            assert "M1ra Sandoval, mira@exarnple.org, registered " in sentence(desk, 0)
            assert "from 198.51.100.23" in sentence(desk, 0)

    run(check())


def test_where_nobody_waits_the_list_of_last_time_is_in_front(run):
    async def check() -> None:
        async with user_desk(*sample_users(3)) as desk:
            await ready(desk)
            assert desk.tab.view.showing is Showing.PENDING
            assert "Nobody waits" in desk.tab.view.shown.empty.accessibleName()
            desk.tab.view.shown.empty.pressed.emit()
            assert desk.tab.view.showing is Showing.ALL
            await desk.tab.close()
            desk.open_tab()
            await ready(desk)
            assert desk.tab.view.showing is Showing.ALL
            await desk.put(make_user("usr_new", state=UserState.PENDING))
            await desk.tab.close()
            desk.open_tab()
            await ready(desk)
            assert desk.tab.view.showing is Showing.PENDING

    run(check())


def test_approving_by_key_takes_effect_at_once_and_can_be_undone(run):
    async def check() -> None:
        async with user_desk(*PEOPLE) as desk:
            await ready(desk)
            await go_to(desk, "usr_w0002", Showing.PENDING)
            desk.tab.trigger(actions.APPROVE_OPERATOR)
            await until(lambda: desk.window.toasts)
            assert desk.users.decided == [((UserId("usr_w0002"),), Approval(Role.OPERATOR))]
            assert desk.window.toasts == [("Decided", (7,))]
            await until(lambda: desk.tab.presenter.state.waiting == 3)

    run(check())


def test_whoever_could_be_taken_for_somebody_is_asked_about_even_by_key(run):
    async def check() -> None:
        async with user_desk(*PEOPLE) as desk:
            await ready(desk)
            await go_to(desk, "usr_w0000", Showing.PENDING)
            dialog = await ask(desk, actions.APPROVE_VIEWER, ApproveDialog)
            assert desk.users.decided == []
            dialog.note.setText("  from the partner firm ")
            dialog.confirm()
            await until(lambda: desk.users.decided)
            assert desk.users.decided[0][1] == Approval(Role.VIEWER, "from the partner firm")

    run(check())


def test_approving_as_admin_says_what_an_admin_may_do(run):
    async def check() -> None:
        async with user_desk(*PEOPLE) as desk:
            await ready(desk)
            await go_to(desk, "usr_w0002", Showing.PENDING)
            dialog = await ask(desk, actions.APPROVE_ADMIN, ApproveDialog)
            assert dialog.admin_notice.isVisible()
            assert "make others admin" in dialog.admin_notice.text()
            QTest.keyClick(dialog.options, Qt.Key.Key_1)
            assert not dialog.admin_notice.isVisible()
            QTest.keyClick(dialog.options, Qt.Key.Key_3)
            dialog.note.setText("x" * 1_001)
            dialog.confirm()
            assert "1 character too long" in dialog.form.field("note").error()
            dialog.note.clear()
            dialog.confirm()
            await until(lambda: desk.users.decided)
            assert desk.users.decided[0][1] == Approval(Role.ADMIN)

    run(check())


def test_several_are_rejected_together_with_one_reason(run):
    async def check() -> None:
        async with user_desk(*PEOPLE) as desk:
            await ready(desk)
            desk.tab.trigger(actions.TICK_ALL)
            await until(lambda: len(desk.tab.presenter.state.targets) == 4)
            assert why(desk, actions.DELETE) == "This is done for one person at a time. Untick the others."
            dialog = await ask(desk, actions.REJECT, RejectDialog)
            dialog.reason.setPlainText("Nobody knows them.")
            dialog.confirm()
            await until(lambda: desk.users.decided)
            ids, decision = desk.users.decided[0]
            assert len(ids) == 4
            assert decision == Rejection("Nobody knows them.")
            await until(lambda: desk.tab.presenter.state.waiting == 0)

    run(check())


def test_of_several_those_let_in_already_stay_ticked_with_the_reason(run):
    async def check() -> None:
        async with user_desk(*PEOPLE) as desk:
            await ready(desk)
            desk.tab.presenter.show_list(Showing.ALL)
            desk.tab.presenter.shown.set_ticked([JONAS, UserId("usr_w0002")])
            desk.tab.presenter.decide((JONAS, UserId("usr_w0002")), Approval(Role.VIEWER))
            await until(lambda: desk.window.toasts)
            assert desk.users.decided[0][0] == ("usr_w0002",)
            assert desk.tab.presenter.state.shown.ticked == {JONAS}
            assert desk.window.toasts[0][0] == "1 of 2 done; the others stay ticked."
            results = desk.tab.presenter.state.results
            assert [str(each.text) for each in results if each.text] == [
                "Jonas Weidner was let in already. You can change the role instead."
            ]

    run(check())


def test_guards_are_explained_before_they_are_hit(run):
    async def check() -> None:
        async with user_desk(*PEOPLE) as desk:
            await ready(desk)
            await go_to(desk, "usr_1")
            assert why(desk, actions.APPROVE) == (
                "Mira Sandoval was let in already. You can change the role instead."
            )
            admins = [user for user in PEOPLE if user.role == "admin" and user.state is UserState.ACTIVE]
            expected = "This is your own account" if len(admins) > 1 else "the only enabled admin"
            assert expected in why(desk, actions.DELETE)
            delete = next(b for b in desk.tab.detail.findChildren(QToolButton) if b.text() == "Delete")
            assert not delete.isEnabled()
            assert expected in delete.toolTip()
            for user in admins[1:]:
                await desk.put(msgspec.structs.replace(user, role="viewer", revision=9))
            await until(lambda: "the only enabled admin" in why(desk, actions.DELETE))

    run(check())


def test_changing_accounts_directly(run):
    async def check() -> None:
        async with user_desk(*PEOPLE) as desk:
            await ready(desk)
            await go_to(desk, JONAS)
            role = await ask(desk, actions.CHANGE_ROLE, RoleDialog)
            assert not role.ok_button.isEnabled()
            role.options.choose(0)
            role.confirm()
            rights = await ask(desk, actions.GRANT, RightsDialog)
            assert list(rights.boxes) == ["audit.read"]
            rights.boxes["audit.read"].setChecked(True)
            rights.confirm()
            name = await ask(desk, actions.RENAME, RenameDialog)
            name.name.setText("Jonas W.")
            name.confirm()
            disable = await ask(desk, actions.DISABLE, DisableDialog)
            assert "can no longer sign in" in disable.notice.text()
            disable.confirm()
            await until(lambda: len(desk.users.edited) == 4)
            assert [edit for _, edit in desk.users.edited] == [
                UserEdit(role=Role.VIEWER),
                UserEdit(permissions=("audit.read",)),
                UserEdit(name="Jonas W."),
                UserEdit(enabled=False),
            ]
            await until(lambda: desk.tab.availability(actions.ENABLE).enabled)
            desk.tab.trigger(actions.ENABLE)
            await until(lambda: desk.users.edited[-1][1] == UserEdit(enabled=True))

    run(check())


def test_signing_out_and_deleting_name_the_person_and_what_stays(run):
    async def check() -> None:
        async with user_desk(*PEOPLE) as desk:
            await ready(desk)
            await go_to(desk, JONAS)
            out = await ask(desk, actions.SIGN_OUT, SignOutDialog)
            assert "1 open session" in out.notice.text()
            out.confirm()
            await until(lambda: why(desk, actions.SIGN_OUT) == "Jonas Weidner is not signed in anywhere.")
            delete = await ask(desk, actions.DELETE, DeleteDialog)
            assert "account of Jonas Weidner" in delete.notice.text()
            assert delete.cancel_button.isDefault()
            QTest.keyClick(delete, Qt.Key.Key_Return)
            assert desk.users.deleted == []
            delete = await ask(desk, actions.DELETE, DeleteDialog)
            delete.confirm()
            await until(lambda: desk.users.deleted == [JONAS])
            await until(lambda: desk.tab.presenter.state.shown.count.value == len(PEOPLE) - 1)

    run(check())


def test_the_filter_of_all_is_kept_and_the_one_of_those_who_wait_is_not(run):
    async def check() -> None:
        async with user_desk(*PEOPLE) as desk:
            await ready(desk)
            desk.tab.view.shown.filter_bar.changed.emit("name:hanna")
            desk.tab.presenter.show_list(Showing.ALL)
            desk.tab.view.shown.filter_bar.changed.emit("role:operator")
            await settle(desk)
            await desk.tab.close()
            desk.open_tab()
            await ready(desk)
            assert desk.tab.presenter.lists[Showing.PENDING].state.filter == ""
            assert desk.tab.presenter.lists[Showing.ALL].state.filter == "role:operator"

    run(check())


def test_names_are_shown_as_plain_text_with_what_they_hide(run):
    async def check() -> None:
        people = [
            make_user(f"usr_h{n}", name=name, state=UserState.PENDING) for n, name in enumerate(HOSTILE_NAMES)
        ]
        async with user_desk(*people) as desk:
            await ready(desk)
            for person in people:
                await go_to(desk, person.id, Showing.PENDING)
                dialog = await ask(desk, actions.REJECT, RejectDialog)
                assert "\u202e" not in dialog.form.accessibleName()
                dialog.reject()
                await until(lambda: not desk.tab.view.findChildren(RejectDialog))
            spoken = " ".join(sentence(desk, row) for row in range(len(people)))
            assert not set("\u202e\x00\x07\u200b") & set(spoken)

    run(check())


def test_what_has_never_been_fetched_is_said(run):
    async def check() -> None:
        from tests.support.user_pictures import OFFLINE_NEW

        async with user_desk(connection=OFFLINE_NEW) as desk:
            await ready(desk)
            assert "Nothing is on this computer yet" in desk.tab.view.shown.empty.accessibleName()
            assert OFFLINE_NEW.link is Link.OFFLINE

    run(check())


def test_what_others_change_of_the_account_that_is_open_is_told_until_it_was_seen(run):
    async def check() -> None:
        user = make_user("usr_open", name="Ravi", revision=3)
        async with user_desk(*PEOPLE, user) as desk:
            await ready(desk)
            desk.tab.trigger(actions.SHOW_ALL)
            await go_to(desk, "usr_open", Showing.ALL)
            bar = desk.tab.detail.changed
            assert bar.isHidden()
            await desk.put(msgspec.structs.replace(user, revision=4, role="operator"))
            await until(lambda: bar.text() == "Changed since you opened it: role")
            assert not bar.isHidden()
            bar.dismiss_button.click()
            await until(bar.isHidden)

    run(check())
