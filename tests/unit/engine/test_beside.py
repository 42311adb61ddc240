"""Pictures that are opened before their turn and stored after it, while the model works."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from enginebench import COUNT, Model, Suite, case_of, geu, ran, timeless
from pytest_realunify.engine.beside import Beside
from pytest_realunify.engine.lockstep import Engine
from pytest_realunify.engine.pictures import Pictures
from pytest_realunify.errors import StorageError
from pytest_realunify.interfaces import Request
from pytest_realunify.protocols import BY_NAME, Drawn
from pytest_realunify.records import Attempt

STEPWISE = BY_NAME["GEU"]["stepwise"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("images")


class Slow(Pictures):
    """Opens and stores nothing until it may."""

    def __init__(self, folder: Path) -> None:
        super().__init__(Suite(), folder)
        self.may = threading.Event()
        self.opened: list[str] = []

    def get(self, picture: Any) -> Drawn:
        if isinstance(picture, str):
            self.opened.append(picture)
            return Pictures(Suite(), self.folder).get(picture)
        return super().get(picture)

    def keep(self, image: Image.Image) -> Drawn:
        self.may.wait(10)
        return super().keep(image)


def carried_out(model: object, folder: Path, order: list[int], size: int) -> dict[str, Attempt]:
    """Batches one after another, each begun while the one before is still on its way."""
    beside = Beside(Pictures(Suite(), folder), threads=2)
    engine = Engine(model, beside.pictures, size, beside=beside)
    cases = [(case_of(geu(index), "stepwise"), geu(index)) for index in order]
    batches = [cases[start : start + size] for start in range(0, len(cases), size)]
    begun = [engine.begin(batch, STEPWISE) for batch in batches]
    attempts = [attempt for each in begun for attempt in engine.carry_out(each)]
    found = {each.id: timeless(made.result(10)) for (_, each), made in zip(cases, attempts, strict=True)}
    beside.close()
    return found


@given(st.permutations(range(COUNT)), st.integers(1, 5))
def test_attempts_are_the_same_as_without(folder: Path, order: list[int], size: int) -> None:
    plain = ran(Model(), folder, [geu(index) for index in order], "stepwise", size)
    assert carried_out(Model(), folder, order, size) == plain


def test_a_model_that_draws_over_its_last_picture_changes_none_that_is_being_stored(tmp_path: Path) -> None:
    class Canvas(Model):
        """One picture for all its drawings, handed out again and again."""

        canvas = Image.new("RGB", (4, 4))

        def edit(self, requests: Any) -> Any:
            [drawn] = super().edit(requests)
            self.canvas.paste(drawn)
            return [self.canvas]

        def understand(self, requests: Any) -> Any:
            said = super().understand(requests)
            self.canvas.paste((1, 2, 3), (0, 0, 4, 4))
            return said

    assert carried_out(Canvas(), tmp_path, [0, 1, 2], 1) == carried_out(Model(), tmp_path, [0, 1, 2], 1)


def test_an_attempt_is_there_when_its_pictures_are_stored_and_the_model_goes_on_meanwhile(tmp_path: Path) -> None:
    pictures = Slow(tmp_path)
    beside = Beside(pictures, threads=1)
    engine = Engine(Model(), pictures, 2, beside=beside)
    first, second = (engine.begin([(case_of(geu(n), "stepwise"), geu(n))], STEPWISE) for n in (0, 1))
    [waiting] = engine.carry_out(first)
    [next_one] = engine.carry_out(second)
    assert [verb for verb, _ in engine.model.calls] == ["edit", "understand"] * 2  # type: ignore[attr-defined]
    assert not waiting.done()
    assert not next_one.done()
    pictures.may.set()
    assert waiting.result(10).reply
    assert next_one.result(10).reply
    assert (tmp_path / f"{waiting.result().steps[0].output}.png").is_file()
    beside.close()


def test_a_picture_that_cannot_be_kept_is_told_to_whoever_asks_for_the_attempt(tmp_path: Path) -> None:
    class Full(Pictures):
        def get(self, picture: Any) -> Drawn:
            return Pictures(Suite(), tmp_path).get(picture)

        def keep(self, image: Image.Image) -> Drawn:
            del image
            raise StorageError.of("images", OSError(28, "No space left on device"))

    beside = Beside(Full(Suite(), tmp_path))
    engine = Engine(Model(), Pictures(Suite(), tmp_path), 2, beside=beside)
    [attempt] = engine.carry_out(engine.begin([(case_of(geu(0), "stepwise"), geu(0))], STEPWISE))
    with pytest.raises(StorageError, match="No space left"):
        attempt.result(10)
    beside.close()


def test_no_picture_is_opened_early_without_room_and_the_model_waits_for_it(tmp_path: Path) -> None:
    pictures = Slow(tmp_path)
    beside = Beside(pictures, threads=1, budget=3 * 4 * 4)
    first = beside.keep(Image.new("RGB", (4, 4)))
    opened = beside.opened("a")
    waiting = threading.Thread(target=lambda: beside.keep(Image.new("RGB", (4, 4), "red")))
    waiting.start()
    waiting.join(0.2)
    assert waiting.is_alive(), "there is no room for a second picture"
    assert pictures.opened == []
    pictures.may.set()
    waiting.join(10)
    assert not waiting.is_alive()
    assert first.sha256
    assert opened.take().image.size == (4, 4)
    beside.settle()
    beside.close()


def test_the_largest_picture_has_room_where_nothing_else_waits(tmp_path: Path) -> None:
    beside = Beside(Pictures(Suite(), tmp_path), budget=1)
    assert beside.keep(Image.new("RGB", (40, 40))).sha256
    assert beside.opened("a").take().image.size == (4, 4)
    beside.close()


def test_what_was_opened_and_is_dropped_makes_room_again(tmp_path: Path) -> None:
    beside = Beside(Pictures(Suite(), tmp_path), budget=10**6)
    engine = Engine(Model(), beside.pictures, 4, beside=beside)
    begun = engine.begin([(case_of(geu(n), "stepwise"), geu(n)) for n in range(4)], STEPWISE)
    for runner in begun.runners:
        assert runner.opened is not None
        runner.opened._found.result(10)
    assert beside._held == 4 * 3 * 4 * 4
    begun.drop()
    assert beside._held == 0
    beside.close()


def test_trouble_with_a_picture_that_was_opened_early_is_its_cases_own(tmp_path: Path) -> None:
    beside = Beside(Pictures(Suite(), tmp_path))
    engine = Engine(Model(), beside.pictures, 4, beside=beside)
    instances = [geu(0), geu(1, "no/picture"), geu(2)]
    begun = engine.begin([(case_of(each, "stepwise"), each) for each in instances], STEPWISE)
    found = [attempt.result(10) for attempt in engine.carry_out(begun)]
    assert [attempt.error and attempt.error.kind for attempt in found] == [None, "DataError", None]
    beside.close()


def test_requests_see_the_same_pixels(tmp_path: Path) -> None:
    seen: list[Request] = []

    def noted(requests: Any, outputs: list[Any]) -> list[Any]:
        seen.extend(requests)
        return outputs

    carried_out(Model(noted), tmp_path, [3], 1)
    opened = Suite().open(geu(3).image)
    assert seen[0].images[0].tobytes() == opened.tobytes()
