from crashdesk.core.tables import PAGE_ROWS
from crashdesk.ui.kit.page_cache import PAGES, WANTED, PageCache


def page(index: int) -> tuple[str, ...]:
    return tuple(f"row {index * PAGE_ROWS + n}" for n in range(PAGE_ROWS))


def test_a_row_of_a_page_that_is_there():
    cache = PageCache()
    cache.put(2, page(2))

    assert cache.row(2 * PAGE_ROWS + 3) == f"row {2 * PAGE_ROWS + 3}"
    assert cache.take_wanted() is None


def test_the_newest_wishes_come_first_and_old_ones_are_forgotten():
    cache = PageCache()
    for index in range(6):
        assert cache.row(index * PAGE_ROWS) is None

    assert [cache.take_wanted() for _ in range(WANTED + 1)] == [5, 4, 3, None]


def test_peeking_wants_nothing():
    cache = PageCache()

    assert cache.peek(0) is None
    assert cache.take_wanted() is None


def test_the_page_unused_for_longest_makes_room():
    cache = PageCache()
    for index in range(PAGES):
        cache.put(index, page(index))
    cache.row(0)
    cache.put(PAGES, page(PAGES))

    assert cache.peek(0) is not None
    assert cache.peek(PAGE_ROWS) is None


def test_a_short_page_has_no_rows_beyond_its_end():
    cache = PageCache()
    cache.put(0, ("only",))

    assert cache.row(1) is None
    assert cache.take_wanted() is None


def test_a_row_can_be_replaced_and_found():
    cache = PageCache()
    cache.put(1, page(1))
    cache.replace(PAGE_ROWS + 5, "new")

    assert cache.row(PAGE_ROWS + 5) == "new"
    assert cache.find(lambda row: row == "new") == PAGE_ROWS + 5
    assert cache.find(lambda row: row == "absent") is None
