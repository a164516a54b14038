from crashdesk.core.tables import SortKey
from crashdesk.core.text import Text
from crashdesk.ui.kit.column import CellKind, Column
from crashdesk.ui.kit.column_layout import ColumnLayout, ColumnPlace, clicked, read_layout

COLUMNS = tuple(
    Column(name, Text("T", name), CellKind.TEXT, str, sort=name, falls=name == "b", visible=name != "c")
    for name in "abc"
)
A, B = COLUMNS[:2]
FIRST = (SortKey("a"),)


def ids(layout: ColumnLayout) -> list[str]:
    return [place.id for place in layout.places]


def test_without_a_saved_layout_the_columns_stand_as_declared():
    layout = read_layout("", COLUMNS, FIRST)

    assert layout.places == (
        ColumnPlace("a", 100, True),
        ColumnPlace("b", 100, True),
        ColumnPlace("c", 100, False),
    )
    assert layout.sort == FIRST


def test_order_widths_visibility_and_sort_survive():
    saved = ColumnLayout(
        (ColumnPlace("c", 50, True), ColumnPlace("a", 60, False), ColumnPlace("b", 70, True)),
        (SortKey("b", True),),
    )

    assert read_layout(saved.encode(), COLUMNS, FIRST) == saved


def test_a_new_column_takes_its_place_and_an_unknown_one_is_dropped():
    saved = ColumnLayout(
        (ColumnPlace("gone", 50, True), ColumnPlace("c", 50, True), ColumnPlace("a", 60, True))
    )

    assert ids(read_layout(saved.encode(), COLUMNS, FIRST)) == ["c", "b", "a"]


def test_a_layout_that_shows_nothing_or_cannot_be_read_is_as_good_as_none():
    nothing = ColumnLayout(tuple(ColumnPlace(name, 50, False) for name in "abc"))

    for saved in (
        nothing.encode(),
        "{",
        '{"places": 3}',
        '{"places": [{"id": "a", "width": -4, "visible": true}]}',
    ):
        assert read_layout(saved, COLUMNS, FIRST).places[0] == ColumnPlace("a", 100, True)


def test_a_sort_by_a_column_that_is_gone_falls_back():
    saved = ColumnLayout((), (SortKey("gone"),))

    assert read_layout(saved.encode(), COLUMNS, FIRST).sort == FIRST


def test_the_first_click_sorts_as_the_column_wants_and_the_next_one_turns_it_over():
    once = clicked((), B, second=False)

    assert once == (SortKey("b", descending=True),)
    assert clicked(once, B, second=False) == (SortKey("b", descending=False),)


def test_shift_adds_a_second_key_and_turns_it_over():
    two = clicked(FIRST, B, second=True)

    assert two == (SortKey("a"), SortKey("b", descending=True))
    assert clicked(two, B, second=True) == (SortKey("a"), SortKey("b", descending=False))
    assert clicked(two, A, second=True) == (SortKey("a", descending=True), SortKey("b", descending=True))
    assert clicked(two, COLUMNS[2], second=True) == (SortKey("a"), SortKey("c"))
