"""Access as an area of the server."""

from __future__ import annotations

from collections.abc import Iterable

from crashdesk_server.access import decoys, routes
from crashdesk_server.access.accounts import load_accounts
from crashdesk_server.access.deciding import Decisions, Farewell
from crashdesk_server.access.entrance import Entrance
from crashdesk_server.access.key_handlers import KeyHandlers
from crashdesk_server.access.own_sessions import OwnSessions
from crashdesk_server.access.passwords import Passwords
from crashdesk_server.access.permissions import USERS_READ
from crashdesk_server.access.registering import Registering
from crashdesk_server.access.sessions import purge_sessions
from crashdesk_server.access.setup import Setup
from crashdesk_server.access.signing_in import SigningIn
from crashdesk_server.access.user_handlers import UserHandlers
from crashdesk_server.access.users import load_people
from crashdesk_server.area import Area, Context, Loader
from crashdesk_server.tasks.declaring import regular


def build(context: Context, setup: Setup, passwords: Passwords, farewells: Iterable[Farewell]) -> Area:
    """Return the routes of set-up, registration, sessions, keys and accounts.

    Args:
        context: as for every area.
        setup: knows whether there is an admin.
        passwords: hashes and checks them.
        farewells: what the other areas do when an account is deleted.
    """
    entrance = Entrance(context, passwords, setup)
    signing_in = SigningIn(entrance)
    handlers = UserHandlers(Decisions(farewells))
    return Area(
        routes=(
            *routes.ways_in(signing_in),
            routes.registration(Registering(entrance)),
            *routes.own_session(signing_in, OwnSessions(entrance)),
            *routes.api_keys(KeyHandlers(context.ids)),
            *routes.accounts(handlers),
            *routes.decisions(handlers),
        ),
        loaders={
            "person": Loader(None, load_people),
            "user": Loader(USERS_READ, load_accounts, "user.listed"),
        },
        tasks=(
            regular(
                "access.end_sessions", "maintenance", "Forgets sessions that ended.", 600, purge_sessions
            ),
            regular("access.forget_decoys", "maintenance", "Forgets old decoys.", 3600, decoys.purge),
            regular(
                "access.write_refusals",
                "maintenance",
                "Writes refused sign-ins to the audit log, several as one entry.",
                60,
                entrance.refusals.flush,
            ),
        ),
        endings=(entrance.refusals.flush_all,),
        capabilities=("api_keys", "registration", "sessions", "users.manage", "users.read"),
    )
