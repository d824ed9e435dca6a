"""Curves and surfaces are drawn to one scale, range by range, and what rests on few is shown to."""

from __future__ import annotations

import re

import pytest

from neglect_triage.pages.curves import Bar, Curve, Surface, curves, shades, surfaces

BARS = [Bar("0", -0.5, "×0.61"), Bar("1", 0.0, "×1.00"), Bar("2 or more", 1.0, "×2.72", few=True)]
UNKNOWN = Bar("not known", 0.2, "×1.22", apart=True)


def drawn(*bars: Bar, limit: float = 1.0, note: str = "") -> str:
    return str(curves([Curve("How many", bars)], limit=limit, about="a picture", note=note))


def bars_of(picture: str) -> list[dict[str, str]]:
    return [dict(re.findall(r'(\w+)="([^"]*)"', tag)) for tag in re.findall(r"<rect [^>]*>", picture)]


def fields(values: list[list[float | None]], limit: float = 1.0) -> tuple[list[str], int]:
    """Return the colours of a surface's fields, and how many of them have a stroke in place of a colour."""
    surface = Surface("down", "across", ["a"] * len(values), ["b"] * len(values[0]), values)
    picture = str(surfaces([surface], limit=limit, about="a picture", note=""))
    return [bar["fill"] for bar in bars_of(picture)], picture.count("<path")


def test_there_is_one_bar_a_range_and_higher_is_taller() -> None:
    found = bars_of(drawn(*BARS))
    assert len(found) == 3
    low, zero, high = (float(bar["height"]) for bar in found)
    assert zero < low < high
    assert low == pytest.approx(high / 2, abs=0.1)


def test_bars_above_nought_end_where_those_below_begin() -> None:
    low, _, high = bars_of(drawn(*BARS))
    assert float(high["y"]) + float(high["height"]) == pytest.approx(float(low["y"]))


def test_all_curves_of_a_page_share_a_scale_and_none_leaves_its_room() -> None:
    (beyond,) = bars_of(drawn(Bar("0", 9.0, "×8,103"), limit=1.0))
    (small,) = bars_of(drawn(Bar("0", 0.5, "×1.65"), limit=1.0))
    assert float(beyond["height"]) == pytest.approx(2 * float(small["height"]), abs=0.1)
    assert float(beyond["y"]) > 0


def test_what_rests_on_few_is_paler() -> None:
    fills = [bar["fill"] for bar in bars_of(drawn(*BARS))]
    assert fills[0] == fills[1] != fills[2]


def test_what_has_no_place_in_the_order_stands_apart() -> None:
    *_, last, apart = (float(bar["x"]) for bar in bars_of(drawn(*BARS, UNKNOWN)))
    step = last - float(bars_of(drawn(*BARS, UNKNOWN))[1]["x"])
    assert apart - last == pytest.approx(1.5 * step, abs=0.2)
    assert "not known" in drawn(*BARS, UNKNOWN)


def test_a_picture_says_what_it_shows_and_what_must_stand_in_every_picture() -> None:
    picture = drawn(*BARS, note="SYNTHETIC DATA")
    assert 'aria-label="a picture"' in picture
    assert "SYNTHETIC DATA" in picture
    assert all(word in picture for word in ("How many", "×0.61", "2 or more"))


def test_labels_that_would_cover_each_other_are_thinned_out() -> None:
    many = drawn(*[Bar(f"{place} to {place + 1}", 0.1, "×1.11") for place in range(60)])
    assert 3 < many.count(" to ") < 30
    assert "59 to 60" in many


def test_colours_tell_the_side_of_nought_and_the_distance() -> None:
    (below, zero, above, far), strokes = fields([[-0.5, 0.0], [0.5, 1.0]])
    assert zero == "#ffffff"
    assert len({below, zero, above, far}) == 4
    assert strokes == 0


def test_a_field_that_rests_on_few_has_no_colour() -> None:
    colours, strokes = fields([[0.5, None], [None, None]])
    assert (len(colours), strokes) == (1, 3)


def test_where_nothing_moves_nothing_is_divided_by_nought() -> None:
    assert fields([[0.0]], limit=0.0)[0] == ["#ffffff"]
    assert len(bars_of(drawn(Bar("0", 0.0, "×1.00"), limit=0.0))) == 1


def test_hostile_words_are_text() -> None:
    assert "<b>" not in drawn(Bar("<b>", 0.1, "<b>"), note="<b>")


def test_the_colours_are_told_with_what_they_stand_for() -> None:
    scale = str(shades(0.4, note="SYNTHETIC DATA"))
    given = [bar["fill"] for bar in bars_of(scale)]
    assert len(set(given)) == len(given) == 9
    assert fields([[-0.4, 0.0, 0.4]], limit=0.4)[0] == [given[0], given[4], given[-1]]
    assert [word in scale for word in ("×0.67", "×1.00", "×1.49", "SYNTHETIC DATA")] == [True] * 4


def test_a_long_title_goes_on_in_the_next_line() -> None:
    long = " ".join(["word"] * 40)
    picture = str(surfaces([Surface(long, "short", ["a"], ["b"], [[0.0]])], limit=1.0, about="a picture", note=""))
    lines = re.findall(r"<tspan[^>]*>([^<]*)</tspan>([^<]*)<", picture)
    assert [head for head, _ in lines] == ["Down: ", "", "Across: "]
    assert " ".join(line for _, line in lines[:2]) == long
