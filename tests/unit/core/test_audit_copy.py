import json

from tests.support.audit_entries import make_entry, make_missing
from tests.support.audit_samples import Log

from crashdesk.core.audit import Missing
from crashdesk.core.audit_copy import as_json, as_markdown, as_text, pretty
from crashdesk.core.people import Actor

HOSTILE = "*bold* <script> ``` \u202e [x](https://evil.example)"


def test_text_says_all_that_an_entry_holds() -> None:
    entry = make_entry(before={"role": "pending"}, after={"role": "viewer"}, reason="asked by Ada")
    assert as_text(entry) == (
        "Mira Okafor approved Tom as viewer\n"
        "Entry: 7\n"
        "Time: 2026-11-18 11:06:40 UTC\n"
        "By: Mira Okafor user usr_1\n"
        "Action: user.approved\n"
        "Target: user usr_2 Tom\n"
        "Outcome: done\n"
        "Reason: asked by Ada\n"
        "From: 198.51.100.23 CrashDesk/0.1 (Linux)\n"
        "Request: req_000003\n"
        f"Hash: {'ab' * 32}\n"
        f"Hash of the body: {'cd' * 32}\n"
        "role: not let in yet → viewer\n"
    )


def test_an_entry_without_a_body_copies_what_there_is() -> None:
    text = as_text(make_missing(Missing.ERASED))
    assert text.startswith("What this entry said was erased\nEntry: 7\nHash: abab")
    assert "Time" not in text
    assert json.loads(as_json(make_missing(Missing.HIDDEN)))["missing"] == "hidden"


def test_nothing_of_a_stranger_becomes_markup() -> None:
    log = Log()
    entry = log.add(actor={"id": "u", "kind": "user", "label": HOSTILE}, reason="a\n```\nb").entry()
    copied = as_markdown(entry)
    head = copied.split("\n", 1)[0]
    assert head.startswith("### \\*bold\\* \\<script\\> \\`\\`\\` ‹U\\+202E› \\[x\\]\\(https:")
    assert "````json\n" in copied
    assert copied.endswith("````\n")
    assert "\u202e" not in copied


def test_json_holds_hashes_and_body() -> None:
    entry = Log().add(reason="why").entry()
    copied = json.loads(as_json(entry))
    assert (copied["seq"], copied["hash"], copied["body_hash"]) == (1, entry.hash, entry.body_hash)
    assert copied["body"] == json.loads(entry.body)


def test_what_is_no_json_stays_as_it_is() -> None:
    assert pretty("{nonsense") == "{nonsense"
    assert pretty('{"b":"ü","a":[1]}') == '{\n  "b": "ü",\n  "a": [\n    1\n  ]\n}'


def test_a_name_beyond_all_bounds_is_one_line() -> None:
    entry = make_entry(actor=Actor("user", "a\nb" * 10_000, "u"))
    assert all(len(line) < 4_200 for line in as_text(entry).splitlines())
