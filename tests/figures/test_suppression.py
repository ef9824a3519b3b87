"""Small counts: whoever reads what is shown, knows the rules and can calculate, finds no hidden number."""

from collections import defaultdict
from itertools import product

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cp_desktop.figures.suppression import NOT_SHOWN, suppress

COUNCIL = "council"


def one_group(*numbers: int | None, total: bool = True) -> tuple[dict[str, int | None], dict[str, str]]:
    """Wards a, b, c... and, if it is shown, the total over them."""
    counts: dict[str, int | None] = dict(zip("abcdefgh", numbers, strict=False))
    within = dict.fromkeys(counts, COUNCIL)
    if total:
        counts[COUNCIL] = sum(number or 0 for number in numbers)
    return counts, within


def hidden_numbers(*numbers: int | None, below: int = 5, total: bool = True) -> dict[str, str]:
    return suppress(*one_group(*numbers, total=total), below)


def test_a_small_number_is_hidden_and_a_nought_is_not() -> None:
    assert hidden_numbers(3, 0, 12, None, total=False) == {"a": "fewer than 5"}


def test_the_limit_itself_is_shown() -> None:
    assert hidden_numbers(5, 3, 12, total=False) == {"b": "fewer than 5"}


def test_a_total_does_not_give_a_hidden_number_back() -> None:
    assert hidden_numbers(3, 20, 12, 9) == {"a": "fewer than 5", "d": NOT_SHOWN}


def test_two_small_numbers_cover_each_other() -> None:
    assert hidden_numbers(3, 2, 12) == {"a": "fewer than 5", "b": "fewer than 5"}


@pytest.mark.parametrize(("numbers", "more"), [((1, 1, 12), {"c"}), ((4, 4, 12, 30), {"c"})])
def test_a_sum_that_only_ones_or_only_fours_make_needs_another(numbers: tuple[int, ...], more: set[str]) -> None:
    assert set(hidden_numbers(*numbers)) == {"a", "b"} | more


def test_knowing_that_the_smallest_go_first_does_not_help() -> None:
    # Of 4 and 5 hidden beside a 5 that is shown, the sum of 9 would tell both.
    assert set(hidden_numbers(4, 5, 5, 30)) == {"a", "b", "c"}


def test_where_nothing_is_left_to_hide_beside_it_the_total_goes() -> None:
    assert hidden_numbers(3) == {"a": "fewer than 5", COUNCIL: NOT_SHOWN}
    assert hidden_numbers(4, 4, 0) == {"a": "fewer than 5", "b": "fewer than 5", COUNCIL: NOT_SHOWN}


def test_words_that_would_say_the_number_are_not_used() -> None:
    assert hidden_numbers(1, 7, 9, below=2) == {"a": NOT_SHOWN, "b": NOT_SHOWN}


@pytest.mark.parametrize("below", [0, 1])
def test_without_a_limit_nothing_is_hidden(below: int) -> None:
    assert hidden_numbers(1, 2, 0, below=below) == {}


def test_a_hidden_total_of_a_district_is_covered_by_another_district_and_within_both() -> None:
    counts = {"a": 2, "b": 1, "c": 30, "d": 11, "e": 50, "north": 3, "south": 41, "east": 50, COUNCIL: 94}
    within = {"a": "north", "b": "north", "c": "south", "d": "south", "e": "east"}
    within |= dict.fromkeys(("north", "south", "east"), COUNCIL)
    hidden = suppress(counts, within, 5)
    assert hidden["north"] == hidden["south"] == NOT_SHOWN
    # The total of the south would be the sum of its wards.
    assert hidden["d"] == NOT_SHOWN
    assert not {"c", "e", "east", COUNCIL} & hidden.keys()


# -- anything at all


def fitting(words: str | None, number: int, below: int, at_most: int, most: int) -> range:
    """The numbers that what stands for a ward allows."""
    if words is None:
        return range(number, number + 1)
    if words == NOT_SHOWN:
        return range(below if below > 2 else 1, min(at_most, most) + 1)
    return range(1, below)


def possible(districts: list[list[int]], shown_totals: list[bool], below: int) -> dict[str, set[int]]:
    """Every number that each ward, district and the council could have, found by trying all of them."""
    counts: dict[str, int | None] = {}
    within = {}
    for at, wards in enumerate(districts):
        for place, number in enumerate(wards):
            counts[f"{at}.{place}"] = number
            within[f"{at}.{place}"] = str(at)
        within[str(at)] = COUNCIL
        if shown_totals[at]:
            counts[str(at)] = sum(wards)
    if shown_totals[-1]:
        counts[COUNCIL] = sum(map(sum, districts))
    hidden = suppress(counts, within, below)
    assert all(number == 0 or number >= below or key in hidden for key, number in counts.items() if number is not None)
    assert all(hidden.get(key, NOT_SHOWN) == NOT_SHOWN for key in within.values())
    most = max(max(wards) for wards in districts) + 3
    tried: list[dict[int, dict[str, set[int]]]] = []
    for at, wards in enumerate(districts):
        keys = [f"{at}.{place}" for place in range(len(wards))]
        at_most = min((n for key, n in zip(keys, wards, strict=True) if n >= below and key not in hidden), default=most)
        ways: dict[int, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
        options = (fitting(hidden.get(key), n, below, at_most, most) for key, n in zip(keys, wards, strict=True))
        for numbers in product(*options):
            if counts.get(str(at)) is None or str(at) in hidden or sum(numbers) == sum(wards):
                for key, number in zip((*keys, str(at)), (*numbers, sum(numbers)), strict=True):
                    ways[sum(numbers)][key].add(number)
        tried.append(ways)
    found: dict[str, set[int]] = defaultdict(set)
    for sums in product(*tried):
        if counts.get(COUNCIL) is None or COUNCIL in hidden or sum(sums) == counts[COUNCIL]:
            found[COUNCIL].add(sum(sums))
            for way, total in zip(tried, sums, strict=True):
                for key, numbers in way[total].items():
                    found[key] |= numbers
    return {key: found[key] for key in hidden}


wards = st.lists(st.one_of(st.integers(0, 4), st.integers(0, 9)), min_size=1, max_size=4)


@given(st.lists(wards, min_size=1, max_size=3), st.lists(st.booleans(), min_size=4, max_size=4), st.integers(0, 5))
@example([[1, 1, 1, 1]], [True] * 4, 5)  # a total of "fewer than 5" over four of them would tell all
@example([[3], [9], [9, 5]], [True] * 4, 5)
@settings(max_examples=150, deadline=None)
def test_nobody_can_work_out_a_hidden_number(districts: list[list[int]], totals: list[bool], below: int) -> None:
    for key, numbers in possible(districts, totals, below).items():
        assert len(numbers) > 1, key
