from __future__ import annotations

from pathlib import Path

from crashdesk_server.web import problems

PAGES = Path(__file__).parents[4] / "docs" / "reference" / "problems"


def test_every_problem_has_its_page_and_every_page_its_problem() -> None:
    registered = problems.registry()

    assert {page.stem for page in PAGES.glob("*.md")} - {"README"} == set(registered)
    index = (PAGES / "README.md").read_text()
    for slug, kind in registered.items():
        page = (PAGES / f"{slug}.md").read_text()
        assert f"`{kind.uri}`" in page
        assert f"| status | {kind.status} |" in page
        assert kind.title in page
        assert f"| {kind.status} | [{slug}]({slug}.md) | {kind.title} |" in index
