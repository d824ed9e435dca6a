from neglect_triage.pages.tables import markdown_table


def test_a_table_has_a_heading_a_rule_and_a_line_a_row() -> None:
    assert markdown_table(["word", "meaning"], [["a", "first"], ["b", ""]]) == (
        "| word | meaning |\n| --- | --- |\n| a | first |\n| b |  |"
    )


def test_a_bar_in_a_cell_does_not_end_it() -> None:
    assert markdown_table(["x"], [["a|b"]]).endswith("| a\\|b |")
