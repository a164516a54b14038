from crashdesk.connectors.crashdesk.capabilities import NEEDS, allowed, offered

EVERYTHING = frozenset(need.feature for need in NEEDS.values())
RIGHTS = frozenset(
    {
        "crashes.read",
        "crashes.triage",
        "crashes.delete",
        "usage.read",
        "users.read",
        "users.manage",
        "audit.read",
        "webhooks.read",
        "webhooks.manage",
        "webhooks.replay",
        "tasks.read",
        "tasks.override",
    }
)
OF_EVERYBODY = {"audit", "changes", "events", "registration", "sessions", "api_keys"}


def test_an_older_server_offers_less_and_a_newer_one_no_more_than_is_known():
    assert offered(EVERYTHING | {"teleport"}) == NEEDS.keys()
    assert offered(frozenset({"crash_groups.read", "changes"})) == {"crash_groups.read", "changes"}
    assert offered(frozenset()) == set()


def test_a_credential_can_use_what_it_has_the_rights_for():
    capabilities = offered(EVERYTHING)
    assert allowed(capabilities, RIGHTS) == NEEDS.keys()
    assert (
        allowed(capabilities, frozenset({"crashes.read", "moon.read"}))
        == {"crash_groups.read"} | OF_EVERYBODY
    )
    assert allowed(frozenset({"usage.read"}), RIGHTS) == {"usage.read"}
