"""The people of a seeded server: who came when, and what became of them."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from crashdesk_server.access.principal import Principal
from crashdesk_server.audit.record import Origin
from crashdesk_server.seed.cast import Cast, Person
from crashdesk_server.storage.transaction import Transaction
from crashdesk_server.wire.users import Approve, Reject, UserPatch

_MIRA = Person("mira@example.org", "Mira Okafor", "192.0.2.21")
_JONAS = Person("jonas@example.org", "Jonas Lindqvist", "2001:db8:5::a2")
_VERA = Person("vera@example.org", "Vera Santos", "192.0.2.47")
_SANA = Person("sana@example.org", "Sana Iqbal", "192.0.2.88")
_PIET = Person("piet@example.org", "Piet de Vries", "2001:db8:17::3")
_OFFERS = Person("offers@example.com", "Best Offers 24", "192.0.2.203")
_NOT_MIRA = Person("mira.okafor@example.net", "Mira 0kafor", "192.0.2.144")
_NOT_JONAS = Person("jonas@example.net", "Jonas Lindqvist", "2001:db8:99::14")
_LENA = Person("lena@example.org", "Lena Hoffmann", "192.0.2.47")
_RAVI = Person("ravi@example.org", "Ravi Menon", "2001:db8:5::b7")
_NAMELESS = Person("desk7@example.com", "", "192.0.2.171")
_NOBODY = Person("root@example.org", "", "2001:db8:bad::1")


class Deed(msgspec.Struct, frozen=True):
    """Something that happens on a day, counted from the end of the history and so negative."""

    day: float
    do: Callable[[Cast, Transaction], None]


def found(cast: Cast, tx: Transaction, admin_email: str) -> list[tuple[Principal, Origin]]:
    """Make an admin, two operators and a viewer; return them, and where they are, in this order."""
    admin = _admin(admin_email)
    cast.set_up(tx, admin)
    for person, decision in (
        (_MIRA, Approve("operator", "Maintains the importer.")),
        (_JONAS, Approve("operator")),
        (_VERA, Approve("viewer", "Product; looks only.")),
    ):
        cast.register(tx, person)
        cast.approve(tx, admin, person, decision)
    everyone = (admin, _MIRA, _JONAS, _VERA)
    return [(cast.principal(tx, person), cast.origin(tx, person)) for person in everyone]


def deeds(admin_email: str) -> list[Deed]:
    """Return what happens after that, in the order of time."""
    admin = _admin(admin_email)
    all_of_them = [*_arrivals(admin), *_daily_life(admin)]
    return sorted(all_of_them, key=lambda deed: deed.day)


def _admin(email: str) -> Person:
    return Person(email, "", "192.0.2.10")


def _arrivals(admin: Person) -> list[Deed]:
    """Return who asks to be let in, and what is decided. The last few still wait."""
    support = UserPatch(permissions=("audit.read",))
    return [
        Deed(-12.4, lambda cast, tx: cast.register(tx, _SANA)),
        Deed(-12.1, lambda cast, tx: cast.approve(tx, admin, _SANA, Approve("viewer", "Support."))),
        Deed(-12.09, lambda cast, tx: cast.patch(tx, admin, _SANA, support)),
        Deed(-10.7, lambda cast, tx: cast.register(tx, _PIET)),
        Deed(-10.2, lambda cast, tx: cast.approve(tx, admin, _PIET, Approve("viewer"))),
        Deed(-8.3, lambda cast, tx: cast.patch(tx, admin, _PIET, UserPatch(role="operator"))),
        Deed(-3.1, lambda cast, tx: cast.patch(tx, admin, _PIET, UserPatch(enabled=False))),
        Deed(-5.6, lambda cast, tx: cast.register(tx, _OFFERS)),
        Deed(-5.2, lambda cast, tx: cast.reject(tx, admin, _OFFERS, Reject("Advertising."))),
        Deed(-1.9, lambda cast, tx: cast.register(tx, _NOT_MIRA)),
        Deed(-1.1, lambda cast, tx: cast.register(tx, _LENA)),
        Deed(-0.8, lambda cast, tx: cast.register(tx, _NOT_JONAS)),
        Deed(-0.3, lambda cast, tx: cast.register(tx, _RAVI)),
        Deed(-0.04, lambda cast, tx: cast.register(tx, _NAMELESS)),
    ]


def _daily_life(admin: Person) -> list[Deed]:
    """Return sign-ins, some of which fail, keys, and a change of password."""
    guesses = [Deed(-2.5 + number / 1440, lambda cast, tx: cast.mistype(tx, _NOBODY)) for number in range(6)]
    typos = [
        Deed(-4.02, lambda cast, tx: cast.mistype(tx, _VERA)),
        Deed(-4.019, lambda cast, tx: cast.mistype(tx, _VERA)),
    ]
    mornings = [
        Deed(-day + shift, lambda cast, tx, person=person: cast.sign_in(tx, person))
        for day, shift, person in (
            (13, 0.1, _MIRA),
            (11, 0.12, _JONAS),
            (11, 0.2, _SANA),
            (9, 0.1, _MIRA),
            (7, 0.15, admin),
            (4, 0.0, _VERA),
            (3, 0.1, _JONAS),
            (1, 0.8, _SANA),
            (1, 0.9, _MIRA),
            (1, 0.95, admin),
        )
    ]
    return [
        *guesses,
        *typos,
        *mornings,
        Deed(-12.5, lambda cast, tx: cast.sign_out(tx, _MIRA)),
        Deed(-9.4, lambda cast, tx: cast.make_key(tx, admin, "uptime probe", "viewer")),
        Deed(-8.8, lambda cast, tx: cast.make_key(tx, _MIRA, "nightly export", "viewer")),
        Deed(-6.6, lambda cast, tx: cast.change_password(tx, _JONAS)),
        Deed(-4.9, lambda cast, tx: cast.revoke_key(tx, admin, "uptime probe")),
        Deed(-4.8, lambda cast, tx: cast.make_key(tx, admin, "status page", "viewer")),
        Deed(-2.0, lambda cast, tx: cast.settle(tx)),
    ]
