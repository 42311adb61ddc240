"""Replicas that die, hang, cannot load: what was in hand goes to another, and only the culprit pays."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from pytest_realunify.engine.ray.pool import About, LoadError, LostError, Pool, PoolError
from pytest_realunify.engine.ray.remote import RemoteCalls, RemoteModel
from pytest_realunify.errors import ModelError
from pytest_realunify.interfaces import Request, supports
from pytest_realunify.records import Trouble
from pytest_realunify.taxonomy import Verb

ABOUT = About(("understand",), {"name": "toy"})


class Fake:
    """A replica in this process. `dies` says before which batch it is lost."""

    def __init__(self, number: int, dies: Callable[[int, list[str]], bool]) -> None:
        self.number = number
        self.dies = dies
        self.seen: list[list[str]] = []
        self.killed = False

    def arrive(self) -> str:
        return f"node-{self.number}"

    def load(self) -> About:
        return ABOUT

    def answer(self, verb: Verb, requests: Sequence[Request], _: int | None = None) -> list[Any]:
        prompts = [request.prompt for request in requests]
        self.seen.append(prompts)
        if self.dies(self.number, prompts):
            raise LostError("gone")
        return [f"{verb} {prompt}" for prompt in prompts]

    def kill(self) -> None:
        self.killed = True


class Farm:
    """Launches fakes and remembers them."""

    def __init__(self, kind: type[Fake] = Fake, dies: Callable[[int, list[str]], bool] = lambda *_: False) -> None:
        self.kind = kind
        self.dies = dies
        self.fakes: list[Fake] = []

    def launch(self) -> Fake:
        self.fakes.append(self.kind(len(self.fakes), self.dies))
        return self.fakes[-1]


@pytest.fixture
def pools() -> Iterator[Callable[..., Pool]]:
    made: list[Pool] = []

    def pool(farm: Farm, count: int = 2, **how: Any) -> Pool:
        made.append(Pool(farm.launch, count, **how))
        made[-1].start()
        return made[-1]

    yield pool
    for each in made:
        each.close()


def asks(*prompts: str) -> list[Request]:
    return [Request(prompt) for prompt in prompts]


def test_many_callers_get_their_own_answers_and_every_replica_works(pools: Callable[..., Pool]) -> None:
    class Slow(Fake):
        def answer(self, verb: Verb, requests: Sequence[Request], _: int | None = None) -> list[Any]:
            time.sleep(0.005)
            return super().answer(verb, requests)

    farm = Farm(Slow)
    pool = pools(farm, 3)
    until(lambda: pool.phases() == {"idle": 3})
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda n: pool.answer("understand", asks(f"{n}a", f"{n}b"), n), range(40)))
    assert answers == [[f"understand {n}a", f"understand {n}b"] for n in range(40)]
    assert all(fake.seen for fake in farm.fakes)
    assert pool.answered == 40
    assert pool.phases() == {"idle": 3}


def test_a_replica_never_has_two_batches_at_once(pools: Callable[..., Pool]) -> None:
    class Strict(Fake):
        busy = 0
        most = 0

        def answer(self, verb: Verb, requests: Sequence[Request], _: int | None = None) -> list[Any]:
            self.busy += 1
            self.most = max(self.most, self.busy)
            time.sleep(0.002)
            self.busy -= 1
            return super().answer(verb, requests)

    farm = Farm(Strict)
    pool = pools(farm, 2)
    until(lambda: pool.phases() == {"idle": 2})
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda n: pool.answer("understand", asks(str(n))), range(30)))
    assert {fake.most for fake in farm.fakes if isinstance(fake, Strict)} == {1}


def test_who_is_needed_sooner_goes_first(pools: Callable[..., Pool]) -> None:
    gate = threading.Event()

    class Gated(Fake):
        def answer(self, verb: Verb, requests: Sequence[Request], _: int | None = None) -> list[Any]:
            gate.wait(10)
            return super().answer(verb, requests)

    farm = Farm(Gated)
    pool = pools(farm, 1)
    with ThreadPoolExecutor(4) as threads:
        threads.submit(pool.answer, "understand", asks("first"), 0)
        until(lambda: pool.phases()["busy"] == 1)
        for need in (9, 5, 7):
            threads.submit(pool.answer, "understand", asks(str(need)), need)
        until(lambda: pool.queue == 3)
        gate.set()
    assert farm.fakes[0].seen == [["first"], ["5"], ["7"], ["9"]]


def test_a_lost_replica_costs_no_answer_and_is_replaced(pools: Callable[..., Pool]) -> None:
    farm = Farm(dies=lambda number, _: number == 0)
    pool = pools(farm, 2)
    until(lambda: pool.phases() == {"idle": 2})  # else the second may answer everything
    answers = [pool.answer("understand", asks("a", "b")) for _ in range(6)]
    assert answers == [["understand a", "understand b"]] * 6
    assert (pool.lost, pool.sent_again) == (1, 1)
    assert farm.fakes[0].killed
    until(lambda: pool.phases() == {"idle": 2})
    assert len(farm.fakes) == 3


def test_a_batch_that_kills_twice_is_asked_one_by_one_and_only_the_culprit_fails(pools: Callable[..., Pool]) -> None:
    farm = Farm(dies=lambda _, prompts: "poison" in prompts)
    pool = pools(farm, 2)
    answers = pool.answer("understand", asks("a", "poison", "b"))
    assert (answers[0], answers[2]) == ("understand a", "understand b")
    assert answers[1] == Trouble("crash", "the replica died while running this case (gone)")
    assert pool.lost == 3


def test_what_a_replica_said_of_its_end_is_the_culprits_trouble(pools: Callable[..., Pool]) -> None:
    class Sticky(Fake):
        def answer(self, verb: Verb, requests: Sequence[Request], _: int | None = None) -> list[Any]:
            raise LostError(f"no {verb} of {len(requests)}", Trouble("timeout", "no answer within 3 s"))

    assert pools(Farm(Sticky), 1).answer("understand", asks("a")) == [Trouble("timeout", "no answer within 3 s")]


def test_replicas_that_die_one_after_another_end_the_run(pools: Callable[..., Pool]) -> None:
    pool = pools(Farm(dies=lambda *_: True), 2)
    with pytest.raises(PoolError, match="9 replicas were lost in a row, the last one so: gone"):
        pool.answer("understand", asks(*"abcdefghijkl"))


def test_our_own_trouble_keeps_the_replica(pools: Callable[..., Pool]) -> None:
    class Odd(Fake):
        def answer(self, verb: Verb, requests: Sequence[Request], _: int | None = None) -> list[Any]:
            if requests[0].prompt == "odd":
                raise MemoryError("here, not there")
            return super().answer(verb, requests)

    pool = pools(Farm(Odd), 1)
    with pytest.raises(MemoryError):
        pool.answer("understand", asks("odd"))
    assert pool.answer("understand", asks("even")) == ["understand even"]
    assert pool.lost == 0


class Unloadable(Fake):
    def load(self) -> About:
        if self.number < 2:
            raise LoadError("OSError: no such checkpoint")
        return ABOUT


def test_a_model_that_no_replica_can_load_is_said_once(pools: Callable[..., Pool]) -> None:
    farm = Farm(Unloadable)
    with pytest.raises(PoolError, match=r"^the model cannot be loaded on any replica: OSError: no such checkpoint$"):
        pools(farm, 2).first()
    assert len(farm.fakes) == 2
    assert all(fake.killed for fake in farm.fakes)


def test_one_replica_that_can_load_is_enough(pools: Callable[..., Pool]) -> None:
    pool = pools(Farm(Unloadable), 3)
    assert pool.first() == ABOUT
    assert pool.answer("understand", asks("a")) == ["understand a"]
    until(lambda: sum("cannot load the model: OSError" in line for line in pool.news) == 2)


def test_replicas_that_are_never_placed_end_the_run(pools: Callable[..., Pool]) -> None:
    waiting = threading.Event()

    class Unplaced(Fake):
        def arrive(self) -> str:
            waiting.wait(10)
            raise LostError("let go")

    pool = pools(Farm(Unplaced), 1, patience=0.0)
    with pytest.raises(PoolError, match="no replica could be placed for 0 s"):
        pool.first()
    waiting.set()


def test_a_replica_lost_while_loading_is_tried_again(pools: Callable[..., Pool]) -> None:
    class Weak(Fake):
        def load(self) -> About:
            if self.number < 3:
                raise LostError("killed for its memory")
            return ABOUT

    pool = pools(Farm(Weak), 1)
    assert pool.first() == ABOUT
    assert pool.lost == 3


def test_a_replica_that_is_another_model_is_told(pools: Callable[..., Pool]) -> None:
    class Other(Fake):
        def load(self) -> About:
            return About(("understand",), {"name": f"toy {self.number}"})

    pool = pools(Farm(Other), 2)
    until(lambda: any("unlike the first one" in line for line in list(pool.news)))
    assert len(pool.places) == 2


def test_closing_lets_everybody_go(pools: Callable[..., Pool]) -> None:
    farm = Farm()
    pool = pools(farm, 2)
    pool.first()
    until(lambda: pool.phases() == {"idle": 2})
    pool.close()
    assert all(fake.killed for fake in farm.fakes)
    with pytest.raises(PoolError, match="the run is over"):
        pool.answer("understand", asks("a"))


def test_the_model_of_the_replicas_has_their_verbs_and_identity(pools: Callable[..., Pool]) -> None:
    pool = pools(Farm(dies=lambda _, prompts: "poison" in prompts), 1)
    model = RemoteModel(pool, pool.first())
    assert supports(model, "understand")
    assert not supports(model, "edit")
    assert model.identity() == {"name": "toy"}
    understand: Any = vars(model)["understand"]
    fine, broken = understand(asks("a", "poison"))
    assert fine == "understand a"
    assert isinstance(broken, ModelError)
    assert RemoteCalls(pool).answer("understand", []) == []


def until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.005)
