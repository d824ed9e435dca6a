"""Families are connected components of shared private households, and whole families are dealt to folds."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neglect_triage.models.families import families, family_summary, folds
from tests.models.chronologies import Row, frames, stay

DAY = dt.date(2020, 1, 1)


def family_of(stays: list[Row], children: str = "abcd") -> dict[str, int]:
    return dict(families(pd.Series(list(children)), frames({"households": stays})["households"]))


def together(stays: list[Row], children: str = "abcd") -> set[frozenset[str]]:
    found = family_of(stays, children)
    return {frozenset(name for name, each in found.items() if each == number) for number in found.values()}


class TestFamilies:
    def test_children_of_one_private_household_are_one_family(self) -> None:
        assert together([stay("a", "h1", DAY), stay("b", "h1", DAY)], "abc") == {frozenset("ab"), frozenset("c")}

    def test_a_child_who_moved_between_two_homes_joins_them(self) -> None:
        stays = [stay("a", "h1", DAY), stay("b", "h1", DAY), stay("b", "h2", DAY), stay("c", "h2", DAY)]
        assert together(stays) == {frozenset("abc"), frozenset("d")}

    def test_it_does_not_matter_whether_they_lived_there_at_the_same_time(self) -> None:
        early = stay("a", "h1", dt.date(2010, 1, 1), end=dt.date(2011, 1, 1))
        assert together([early, stay("b", "h1", DAY)], "ab") == {frozenset("ab")}

    @pytest.mark.parametrize("kind", ["foster", "refuge", "temporary", "other"])
    def test_an_address_that_is_no_private_home_makes_nobody_family(self, kind: str) -> None:
        assert len(together([stay("a", "h1", DAY) | {"kind": kind}, stay("b", "h1", DAY) | {"kind": kind}], "ab")) == 2

    def test_undated_stays_connect(self) -> None:
        assert together([stay("a", "h1", None), stay("b", "h1", None)], "ab") == {frozenset("ab")}

    def test_a_child_without_a_household_is_a_family(self) -> None:
        assert len(together([], "abc")) == 3

    def test_stays_of_children_who_are_not_in_the_chronology_connect_nobody_to_a_stranger(self) -> None:
        assert len(together([stay("a", "h1", DAY), stay("z", "h1", DAY), stay("b", "h2", DAY)], "ab")) == 2


homes = st.lists(st.tuples(st.sampled_from("abcdefgh"), st.sampled_from(["h1", "h2", "h3", "h4"])), max_size=12)


class TestFolds:
    @given(homes, st.integers(2, 7), st.integers(0, 99))
    def test_children_who_shared_a_private_home_are_in_one_fold(
        self, lived: list[tuple[str, str]], number: int, seed: int
    ) -> None:
        stays = frames({"households": [stay(name, home, DAY) for name, home in lived]})["households"]
        dealt = folds(families(pd.Series(list("abcdefgh")), stays), number, seed)
        assert dealt.between(0, number - 1).all()
        for home in {home for _, home in lived}:
            assert dealt[[name for name, each in lived if each == home]].nunique() == 1

    @given(homes, st.sets(st.integers(100, 999), min_size=1, max_size=5))
    def test_a_family_keeps_its_fold_when_others_join_the_chronology(self, lived: list[tuple[str, str]], more: set[int]) -> None:
        stays = frames({"households": [stay(name, home, DAY) for name, home in lived]})["households"]
        few, many = list("abcdefgh"), [str(number) for number in sorted(more)] + list("abcdefgh")
        before, after = (folds(families(pd.Series(names), stays), 5, 11) for names in (few, many))
        pd.testing.assert_series_equal(after[few], before)

    def test_another_seed_deals_anew(self) -> None:
        family = pd.Series(range(50), index=[f"c{number}" for number in range(50)])
        assert (folds(family, 5, 1) != folds(family, 5, 2)).any()

    def test_folds_are_about_equally_large(self) -> None:
        family = pd.Series(range(1000), index=[f"c{number}" for number in range(1000)])
        assert folds(family, 5, 1).value_counts().between(150, 250).all()


class TestAccount:
    def account(self, stays: list[Row], by: str = "households") -> dict[str, object]:
        points = pd.DataFrame({"family": [0, 0, 0, 1]})
        return family_summary(points, frames({"households": stays})["households"], by)

    def test_it_states_how_many_families_there_are_and_the_largest_share(self) -> None:
        account = self.account([stay("a", "h1", DAY)])
        assert (account["families"], account["largest_share_of_points"]) == (2, 0.75)

    def test_intervals_are_not_estimable_where_no_private_home_is_known(self) -> None:
        assert self.account([])["intervals_estimable"] is False
        assert self.account([stay("a", "h1", DAY) | {"kind": "foster"}])["intervals_estimable"] is False
        assert self.account([stay("a", "h1", DAY)])["intervals_estimable"] is True

    def test_a_project_may_say_that_each_person_is_a_family(self) -> None:
        assert self.account([], by="person")["intervals_estimable"] is True
