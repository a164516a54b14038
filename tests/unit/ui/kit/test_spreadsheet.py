from crashdesk.ui.kit.spreadsheet import as_rows


def test_cells_are_separated_by_tabs_and_lines_end():
    assert as_rows([["a", "b"], ["1", "2"]]) == "a\tb\n1\t2\n"


def test_formulas_are_quoted_and_numbers_are_not():
    assert (
        as_rows([["=HYPERLINK(1)", "@x", "+cmd|x", "-3.5", "-1+1"]])
        == "'=HYPERLINK(1)\t'@x\t'+cmd|x\t-3.5\t'-1+1\n"
    )


def test_tabs_and_line_ends_of_a_cell_do_not_begin_another():
    assert as_rows([["a\tb\nc"]]).count("\t") == 0
    assert as_rows([["a\tb\nc"]]).count("\n") == 1
