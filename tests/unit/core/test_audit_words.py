from typing import Any

import pytest
from tests.support.audit_entries import make_entry, make_missing

from crashdesk.core.audit import Missing, Target
from crashdesk.core.audit_words import sentence_of
from crashdesk.core.people import Actor

SERVER, NOBODY = Actor("system", "system"), Actor("anonymous", "")
GROUP = Target("crash_group", "grp_1", "KeyError: 'x'")
ADDRESS = Target("user", "", "x@y.example")

NAMED = [
    "user.registered",
    "user.approved",
    "user.rejected",
    "user.role_changed",
    "user.permissions_changed",
    "user.renamed",
    "user.disabled",
    "user.enabled",
    "user.deleted",
    "user.signed_out",
    "user.listed",
    "user.opened",
    "session.started",
    "session.ended",
    "session.refused",
    "session.listed",
    "password.changed",
    "api_key.created",
    "api_key.revoked",
    "server.set_up",
    "crash_group.status_changed",
    "crash_group.resolution_changed",
    "crash_group.severity_changed",
    "crash_group.assigned",
    "crash_group.regressed",
    "crash_group.ignore_ended",
    "crash_group.note_added",
    "crash_group.deleted",
    "audit.read",
    "audit.exported",
    "audit.erased",
    "audit.purged",
    "audit.key_changed",
]
"""Every action of our server."""

SENTENCES: list[tuple[str, dict[str, Any], str]] = [
    ("user.approved", {"after": {"role": "operator"}}, "Mira Okafor approved Tom as operator"),
    ("user.approved", {"after": {"role": "admin"}, "actor": SERVER}, "The server approved Tom as admin"),
    ("user.approved", {}, "Mira Okafor approved Tom"),
    ("user.registered", {"after": {"role": "pending"}}, "Tom registered and waits for approval"),
    ("user.registered", {"after": {"role": "admin"}}, "Tom registered as admin"),
    (
        "user.registered",
        {"outcome": "refused", "actor": NOBODY, "target": ADDRESS},
        "Somebody tried to register as x@y.example, who has an account already",
    ),
    (
        "user.role_changed",
        {"before": {"role": "viewer"}, "after": {"role": "admin"}},
        "Mira Okafor changed Tom from viewer to admin",
    ),
    ("user.role_changed", {"after": {"role": "admin"}}, "Mira Okafor changed the role of Tom"),
    (
        "user.permissions_changed",
        {"before": {"permissions": []}, "after": {"permissions": ["audit.read"]}},
        "Mira Okafor gave Tom the right to read the audit log",
    ),
    (
        "user.permissions_changed",
        {"before": {"permissions": ["audit.read", "new.right"]}, "after": {"permissions": ["audit.read"]}},
        "Mira Okafor took from Tom the right to new.right",
    ),
    (
        "user.permissions_changed",
        {"before": {"permissions": ["a"]}, "after": {"permissions": ["b"]}},
        "Mira Okafor changed the rights of Tom",
    ),
    (
        "user.renamed",
        {"before": {"name": "Tom"}, "after": {"name": "Thomas"}},
        "Mira Okafor renamed Tom to Thomas",
    ),
    (
        "session.refused",
        {"outcome": "refused", "actor": NOBODY, "target": ADDRESS, "after": {"attempts": 12}},
        "Somebody tried 12 times to sign in as x@y.example",
    ),
    (
        "session.refused",
        {"outcome": "refused", "actor": NOBODY, "target": ADDRESS, "after": {"attempts": 1}},
        "Somebody tried in vain to sign in as x@y.example",
    ),
    (
        "session.refused",
        {"outcome": "refused", "actor": NOBODY, "target": ADDRESS, "after": {"attempts": 1, "since": "…"}},
        "Somebody tried 1 more time to sign in as x@y.example",
    ),
    ("session.started", {}, "Mira Okafor signed in"),
    ("session.started", {"actor": NOBODY}, "Tom signed in"),
    ("session.ended", {"actor": SERVER}, "A session of Tom ended"),
    ("password.changed", {"target": Target("user", "usr_1", "Mira")}, "Mira Okafor changed their password"),
    ("password.changed", {}, "Mira Okafor changed the password of Tom"),
    (
        "crash_group.status_changed",
        {"target": GROUP, "before": {"status": "open"}, "after": {"status": "resolved version 2.1"}},
        "Mira Okafor changed “KeyError: 'x'” from open to resolved in 2.1",
    ),
    (
        "crash_group.assigned",
        {"target": GROUP, "before": {"assignee": None}, "after": {"assignee": {"id": "u", "label": "Ada"}}},
        "Mira Okafor handed “KeyError: 'x'” from nobody to Ada",
    ),
    (
        "crash_group.regressed",
        {"target": GROUP, "after": {"status": "open", "version": "2.2"}},
        "“KeyError: 'x'” came back in 2.2 after it was resolved",
    ),
    (
        "audit.exported",
        {"after": {"count": 12, "format": "csv"}},
        "Mira Okafor exported 12 entries of the audit log as CSV",
    ),
    (
        "audit.purged",
        {"actor": SERVER, "after": {"seqs": [[1, 2], [7, 7]]}},
        "3 bodies were removed by retention",
    ),
    ("audit.purged", {"after": {"seqs": [[7, 7]]}}, "One body was removed by retention"),
    ("audit.purged", {"after": {"seqs": "nonsense"}}, "Old entries were removed by retention"),
    ("audit.erased", {"after": {"seqs": [[1, 1200]]}}, "Mira Okafor erased the bodies of 1,200 entries"),
    ("user.deleted", {"outcome": "refused"}, "Refused: Mira Okafor deleted the account of Tom"),
    ("tea.brewed", {}, "Mira Okafor did “tea.brewed” to Tom"),
    ("tea.brewed", {"target": None}, "Mira Okafor did “tea.brewed”"),
]


@pytest.mark.parametrize(("action", "values", "sentence"), SENTENCES)
def test_an_entry_is_one_sentence(action: str, values: dict[str, Any], sentence: str) -> None:
    assert str(sentence_of(make_entry(action, **values))) == sentence


@pytest.mark.parametrize("action", NAMED)
@pytest.mark.parametrize("state", [None, {"role": ["odd"]}, {"seqs": [["x"], None]}, {"attempts": "many"}])
def test_every_action_of_the_server_has_a_sentence_whatever_it_holds(
    action: str, state: dict[str, Any] | None
) -> None:
    for target in (None, Target("user", "", "")):
        said = str(sentence_of(make_entry(action, before=state, after=state, target=target)))
        assert action not in said
        assert "{" not in said


@pytest.mark.parametrize(
    ("missing", "sentence"),
    [
        (Missing.HIDDEN, "You may not see what this entry says"),
        (Missing.ERASED, "What this entry said was erased"),
        (Missing.PURGED, "What this entry said was removed by retention"),
        (Missing.NONE, "This entry cannot be read; its raw text can be looked at"),
    ],
)
def test_an_entry_without_a_body_says_why(missing: Missing, sentence: str) -> None:
    assert str(sentence_of(make_missing(missing))) == sentence


def test_labels_are_data() -> None:
    hostile = "<b>{actor}</b>\u202e\x1b[31m\n" + "x" * 500
    said = str(sentence_of(make_entry("user.opened", target=Target("user", "u", hostile))))
    assert said.startswith("Mira Okafor looked at the account of <b>{actor}</b>‹U+202E›‹ESC›[31m↵xxx")
    assert len(said) < 200


def test_the_parts_of_a_sentence_are_translated_too() -> None:
    entry = make_entry("user.approved", after={"role": "viewer"}, actor=SERVER)
    said = str(sentence_of(entry, lambda text: f"[{text}]"))
    assert said == "[The server] approved Tom as [viewer]"
