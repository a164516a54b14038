import pytest

from crashdesk.core.errors import AnswerUnusable
from crashdesk.http.paging import Page, paged

pytestmark = pytest.mark.asyncio
PAGES = {None: Page((1, 2), "a"), "a": Page((3,), "b"), "b": Page((4,))}


async def test_pages_follow_each_other_and_are_fetched_when_wanted():
    asked = []

    async def fetch(cursor):
        asked.append(cursor)
        return PAGES[cursor]

    pages = paged(fetch)
    assert (await anext(pages)).items == (1, 2)
    assert asked == [None]
    assert [page.items async for page in pages] == [(3,), (4,)]


async def test_a_circle_is_noticed():
    async def fetch(cursor):
        return Page((1,), "b" if cursor == "a" else "a")

    found = []
    with pytest.raises(AnswerUnusable):
        async for page in paged(fetch):
            found.append(page)  # noqa: PERF401 - ends by an error
    assert len(found) == 3
