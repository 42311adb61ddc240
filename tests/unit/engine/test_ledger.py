"""Sums of what a run spends, over processes that know of each other by files alone."""

from __future__ import annotations

import threading
from collections import Counter
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from pytest_realunify.engine.ledger import FOLDER, Ledger, Limits, bring_spent, spent
from pytest_realunify.engine.spending import Allowances, Till
from pytest_realunify.options.prices import Prices


def test_all_that_processes_spend_is_found_again(tmp_path: Path) -> None:
    first, second = (Ledger(tmp_path, name, Limits()) for name in ("gw0", "gw1"))
    assert first.take("model", "generate", 3) == 3
    second.add("judge", "understand", {"output_tokens": 7})
    first.add("model", "generate", {"calls": -1, "output_images": 2})
    expected = {
        ("model", "generate", "calls"): 2,
        ("model", "generate", "output_images"): 2,
        ("judge", "understand", "output_tokens"): 7,
    }
    assert spent(tmp_path) == expected
    bring_spent(tmp_path, tmp_path / "merged", "shard")
    assert spent(tmp_path / "merged") == spent(tmp_path)


def test_nothing_is_written_where_nothing_is_spent(tmp_path: Path) -> None:
    Ledger(tmp_path, "main", Limits(calls=3)).add("model", "edit", {})
    assert not (tmp_path / FOLDER).exists()
    assert spent(tmp_path) == Counter()


@given(st.integers(1, 40), st.lists(st.integers(1, 5), min_size=1, max_size=30))
def test_what_is_granted_is_never_more_than_the_limit(most: int, asks: list[int]) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        ledgers = [Ledger(Path(folder), name, Limits(calls=most)) for name in ("gw0", "gw1")]
        granted = [ledgers[place % 2].take("model", "edit", ask) for place, ask in enumerate(asks)]
        assert sum(granted) == min(most, sum(asks))


def test_many_threads_of_many_processes_share_one_limit(tmp_path: Path) -> None:
    ledgers = [Ledger(tmp_path, f"gw{number}", Limits(calls=100)) for number in range(4)]
    granted = Counter[int]()

    def ask(number: int) -> None:
        while ledgers[number].take("model", "understand", 1):
            granted[number] += 1

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert 97 <= granted.total() <= 100, "two that ask for the last one may both go without"
    assert spent(tmp_path)["model", "understand", "calls"] == granted.total()


def test_money_is_counted_over_model_and_judge(tmp_path: Path) -> None:
    prices = {"model": Prices({"": {"output_tokens": 2.0}}), "judge": Prices({"": {"calls": 0.5}})}
    ledger = Ledger(tmp_path, "main", Limits(cost=3.0, prices=prices, currency="EUR"))
    for _ in range(4):
        assert ledger.take("judge", "understand", 1) == 1
    ledger.add("model", "generate", {"output_tokens": 499_999})
    assert ledger.take("model", "generate", 1) == 1
    ledger.add("model", "generate", {"output_tokens": 1})
    assert ledger.take("model", "generate", 1) == 0
    assert str(ledger.refusal()).startswith("3 EUR are spent, and --realunify-max-cost=3. Finished cases are kept: ")


def test_a_broken_file_is_no_sum(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path, "main", Limits())
    ledger.take("model", "edit", 1)
    for name, text in {"a": "", "b": "[]", "c": '{"model": 3}', "d": '{"model": {"edit": {"calls": "x"}}}'}.items():
        (tmp_path / FOLDER / f"{name}.json").write_text(text)
    (tmp_path / FOLDER / "e.json").symlink_to("/dev/zero")
    assert spent(tmp_path) == {("model", "edit", "calls"): 1}


def test_an_allowance_leaves_room_for_repeated_calls_and_comes_back(tmp_path: Path) -> None:
    allowances = Allowances(Ledger(tmp_path, "main", Limits(calls=20)).purse("model"))
    assert allowances.grant("generate", 2) == 16
    assert allowances.grant("generate", 2) == 4, "what is left"
    third = list[int | None]()
    waiting = threading.Thread(target=lambda: third.append(allowances.grant("generate", 1)))
    waiting.start()
    allowances.settle("generate", 16, Counter({"calls": 3, "output_images": 2}))
    waiting.join(10)
    assert third == [8], "it waited for what others had not used"
    allowances.settle("generate", 4, Counter({"calls": 4}))
    allowances.settle("generate", 8, Counter({"calls": 8}))
    assert spent(tmp_path) == {("model", "generate", "calls"): 15, ("model", "generate", "output_images"): 2}


def test_a_request_of_a_model_that_counts_nothing_is_a_call_where_calls_are_limited(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path, "main", Limits(calls=3))
    till, usages = Till(ledger.purse("model")), [dict[str, int](), {"calls": 1}]
    assert till.room("edit", 2) == 2
    with till.counted("edit", usages):
        usages[1]["calls"] = 3  # it counts its own, and made two more
        usages[1]["output_images"] = 1
    assert usages == [{"calls": 1}, {"calls": 3, "output_images": 1}]
    assert spent(tmp_path) == {("model", "edit", "calls"): 3, ("model", "edit", "output_images"): 1}
    assert till.room("edit", 2) == 0
    assert till.refused().kind == "SpentError"
