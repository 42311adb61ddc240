"""The smallest instance that fails: the planted one, whatever it was found from, and each place asked once."""

from collections.abc import Callable, Sequence

import pytest

from pytest_realunify.interfaces import GEUInstance
from pytest_realunify.strategies import Place, place, smallest
from pytest_realunify.strategies.twin import SUITE


class Faulty:
    """Fails where a rule says so, and keeps count."""

    def __init__(self, rule: Callable[[Place], bool]) -> None:
        self.rule = rule
        self.asked: list[Place] = []

    def __call__(self, places: Sequence[Place]) -> list[bool]:
        self.asked += places
        return [self.rule(each) for each in places]


def value(at: Place, name: str) -> int:
    return dict(at.values)[name]


@pytest.mark.parametrize(("threshold", "start"), [(6, 6), (6, 31), (13, 13), (14, 32), (27, 29), (32, 32)])
def test_a_threshold_of_one_setting_is_found(threshold: int, start: int) -> None:
    model = Faulty(lambda at: value(at, "size") >= threshold)
    assert smallest(place(f"maze-size{start}-4711"), model) == place(f"maze-size{threshold}-0000")
    assert len(set(model.asked)) == len(model.asked) <= 300


@pytest.mark.parametrize(("places", "oneway"), [(7, 0), (7, 50), (15, 25), (24, 1), (11, 0)])
def test_thresholds_of_two_settings_are_found(places: int, oneway: int) -> None:
    model = Faulty(lambda at: value(at, "places") >= places and value(at, "oneway") >= oneway)
    assert smallest(place("map-places24.oneway50-0012"), model) == place(f"map-places{places}.oneway{oneway}-0000")


def test_a_fault_that_shows_in_some_instances_alone_is_found_among_them() -> None:
    def names_coins(at: Place) -> bool:
        instance = SUITE.instance(at)
        assert isinstance(instance, GEUInstance)
        return value(at, "size") >= 9 and "coins" in instance.question

    start = next(at for at in (place(f"maze-size30-{index}") for index in range(40, 80)) if names_coins(at))
    found = smallest(start, Faulty(names_coins))
    assert found is not None
    assert value(found, "size") == 9
    assert found.index == next(index for index in range(8) if names_coins(place(f"maze-size9-{index}")))


def test_where_less_is_harder_print_grows_as_it_gets_easier() -> None:
    start = place("ocr-print10.clutter60.detours3.size2048-0003")
    found = smallest(start, Faulty(lambda at: value(at, "print") <= 13))
    assert found == place("ocr-size1024.clutter8.print13.detours1-0000")


def test_what_passes_has_no_smallest_and_costs_one_question() -> None:
    model = Faulty(lambda _: False)
    assert smallest(place("maze-0001"), model) is None
    assert model.asked == [place("maze-0001")]


def test_a_budget_is_kept_and_the_best_so_far_given() -> None:
    model = Faulty(lambda at: value(at, "size") >= 9)
    found = smallest(place("maze-size32-0050"), model, budget=5)
    assert found is not None
    assert found in model.asked
    assert value(found, "size") >= 9
    assert len(model.asked) <= 5


def test_trouble_is_raised_and_nothing_is_asked_again() -> None:
    calls = []

    def broken(places: Sequence[Place]) -> list[bool]:
        calls.append(places)
        if len(calls) == 3:
            raise ConnectionError("gone")
        return [value(at, "size") >= 9 for at in places]

    with pytest.raises(ConnectionError, match="gone"):
        smallest(place("maze-size32-0050"), broken)
    assert len(calls) == 3


def test_the_same_answers_give_the_same_questions() -> None:
    one, other = (Faulty(lambda at: value(at, "size") * 7 % 5 < 3) for _ in range(2))
    assert smallest(place("maze-size28-0050"), one) == smallest(place("maze-size28-0050"), other)
    assert one.asked == other.asked
