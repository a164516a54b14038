import itertools
import random

import pytest
from tests.support.user_samples import make_user

from crashdesk.core.confusables import name_skeleton
from crashdesk.core.similar_names import Likeness, find_similar
from crashdesk.core.users import User, UserState

MIRA = make_user("usr_m", name="Mira Okafor", email="mira@example.org", role="operator")


def likeness(asked: User, *others: User) -> list[tuple[str, Likeness]]:
    found = find_similar([asked], [asked, *others]).get(asked.id, ())
    return [(each.other.id, each.likeness) for each in found]


def asking(name: str, email: str = "someone@elsewhere.net") -> User:
    return make_user("usr_new", name=name, email=email, state=UserState.PENDING, role="pending")


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("Mira Okafor", Likeness.NAME),
        ("mira  OKAFOR", Likeness.NAME),
        ("Okafor, Mira", Likeness.NAME),
        ("M1ra 0kafor", Likeness.LOOKS),
        ("Mlra Okafor", Likeness.LOOKS),
        ("Mirа Оkаfоr", Likeness.LOOKS),
        ("Rnira Okafor", Likeness.LOOKS),
        ("Μιra Okafor", Likeness.LOOKS),
        ("Ｍｉｒａ Okafor", Likeness.NAME),
        ("Mi\u200bra O\u00adkafor", Likeness.LOOKS),
        ("Mïra Okafor", Likeness.LOOKS),
        ("Mira Okaffor", Likeness.NEARLY),
        ("Mira Okafr", Likeness.NEARLY),
        ("Mira Okafar", Likeness.NEARLY),
        ("Mira Okafro", Likeness.NEARLY),
        ("mira@example.org", Likeness.NAME_IS_ADDRESS),
    ],
)
def test_names_that_could_be_taken_for_one_another(name: str, reason: Likeness) -> None:
    assert likeness(asking(name), MIRA) == [("usr_m", reason)]


@pytest.mark.parametrize("name", ["Mira Okonkwo", "Nora Okafer", "", "Jonas Weidner", "—", "Mi Ra"])
def test_other_names_are_left_alone(name: str) -> None:
    assert likeness(asking(name), MIRA) == []


@pytest.mark.parametrize(
    ("email", "reason"),
    [
        ("mira@exarnple.org", Likeness.ADDRESS),
        ("rnira@example.org", Likeness.ADDRESS),
        ("m1ra@exampel.org", Likeness.ADDRESS),
        ("mira+desk@example.org", Likeness.ADDRESS),
        ("mira@gmail.com", Likeness.MAILBOX),
        ("jonas@example.0rg", Likeness.DOMAIN),
        ("jonas@examples.org", Likeness.DOMAIN),
    ],
)
def test_addresses_that_could_be_taken_for_one_another(email: str, reason: Likeness) -> None:
    assert likeness(asking("", email), MIRA) == [("usr_m", reason)]


def test_colleagues_at_one_domain_and_shared_mailboxes_are_no_likeness() -> None:
    assert likeness(asking("Jonas", "jonas@example.org"), MIRA) == []
    info = make_user("usr_i", name="Front desk", email="info@example.org")
    assert likeness(asking("Jonas", "info@elsewhere.net"), info) == []


def test_a_domain_counts_only_where_somebody_was_let_in() -> None:
    waiting = make_user("usr_w", email="w@example.org", state=UserState.PENDING)
    assert likeness(asking("", "jonas@exarnple.org"), waiting) == []


def test_short_names_have_to_look_the_same() -> None:
    ana = make_user("usr_a", name="Ana", email="a@a.example")
    assert likeness(asking("Ane"), ana) == []
    assert likeness(asking("Аnа"), ana) == [("usr_a", Likeness.LOOKS)]


def test_numbers_tell_people_apart() -> None:
    assert likeness(asking("Tester 12"), make_user("usr_t", name="Tester 13", email="t@t.example")) == []


def test_the_most_telling_reason_stands_first_and_those_who_may_do_most_before_others() -> None:
    admin = make_user("usr_a", name="Mira Okafor", email="root@example.org", role="admin")
    gone = make_user("usr_g", name="Mira Okafor", email="old@x.example", state=UserState.DISABLED)
    near = make_user("usr_n", name="Mira Okafar", email="n@x.example", role="admin")
    found = likeness(asking("Mira Okafor"), near, gone, MIRA, admin)
    assert found == [
        ("usr_a", Likeness.NAME),
        ("usr_m", Likeness.NAME),
        ("usr_g", Likeness.NAME),
        ("usr_n", Likeness.NEARLY),
    ]


def test_the_reason_is_said_in_words() -> None:
    (similar,) = find_similar([asking("M1ra Okafor")], [MIRA])["usr_new"]
    assert str(similar.reason) == (
        "The names look the same but have different letters; the other one is mira@example.org."
    )


def test_two_who_wait_are_held_against_each_other() -> None:
    one, other = (
        make_user(f"usr_{n}", name="Zoë", email=f"{n}@z.example", state=UserState.PENDING) for n in "ab"
    )
    assert find_similar([one, other], [one, other]).keys() == {"usr_a", "usr_b"}


def test_whom_an_index_finds_is_whom_comparing_with_everybody_finds() -> None:
    chance = random.Random(3)
    names = ["".join(chance.choices("abco", k=chance.randrange(4, 8))) for _ in range(300)]
    users = [make_user(f"usr_{n}", name=name, email=f"{n}@{n}.example") for n, name in enumerate(names)]
    asked = users[:12]
    found = find_similar(asked, users)
    for user in asked:
        near = {other.id for other in users if other.id != user.id and _slow(user.name, other.name) <= 1}
        said = {each.other.id for each in found.get(user.id, ())}
        assert said <= near
        assert len(said) == min(5, len(near))


def test_a_crowd_of_namesakes_is_told_by_a_few() -> None:
    crowd = [make_user(f"usr_{n}", name="Mira Okafor", email=f"{n}@c.example") for n in range(3_000)]
    assert len(find_similar([asking("Mira Okafor")], crowd)["usr_new"]) == 5


def _slow(one: str, other: str) -> int:
    """The optimal string alignment distance of two names' looks."""
    a, b = name_skeleton(one), name_skeleton(other)
    if len(a) < 5 or len(b) < 5:
        return 0 if a == b else 9
    rows = {(i, 0): i for i in range(len(a) + 1)} | {(0, j): j for j in range(len(b) + 1)}
    for i, j in itertools.product(range(1, len(a) + 1), range(1, len(b) + 1)):
        same = a[i - 1] == b[j - 1]
        rows[i, j] = min(rows[i - 1, j] + 1, rows[i, j - 1] + 1, rows[i - 1, j - 1] + (not same))
        if i > 1 and j > 1 and a[i - 1] == b[j - 2] and a[i - 2] == b[j - 1]:
            rows[i, j] = min(rows[i, j], rows[i - 2, j - 2] + 1)
    return rows[len(a), len(b)]
