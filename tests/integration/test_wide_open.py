"""How many calls are in flight at a served model or judge when nobody says: as many as its table allows, never more."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from fakeserver import FakeServer, serving
from pytest_realunify.interfaces import Request
from pytest_realunify.models.openai import OpenAI
from toybench import Bench

TRACKING = ["--realunify-suite=procedural:96", "--realunify-protocol=direct", "-m", "sequential"]


@pytest.fixture(scope="module", autouse=True)
def _whole_sdk() -> None:
    """See test_serving."""
    with serving() as server:
        model = OpenAI(model="fake", base_url=server.url)
        model.understand([Request("Is it there?")])
        model.close()


@pytest.fixture
def server() -> Iterator[FakeServer]:
    """Slow enough that a call too many would be seen."""
    with serving(latency=0.5) as server:
        yield server


def table(bench: Bench, server: FakeServer, most: int, *lines: str) -> None:
    """A served model; its first calls wait for one another, however slow the machine."""
    server.together = most
    settings = ['adapter = "openai"', 'model = "fake"', f'base_url = "{server.url}"', *lines]
    bench.pytester.makepyprojecttoml("\n".join(["[tool.realunify.models.served]", *settings]))


WAYS = {"one process": ["-p", "no:xdist"], "two workers": ["-n", "2"], "three workers": ["-n", "3"]}


@pytest.mark.parametrize(("way", "most"), [("one process", 64), ("two workers", 64), ("three workers", 63)])
def test_a_served_model_has_sixty_four_calls_in_flight_and_never_more(
    bench: Bench, server: FakeServer, way: str, most: int
) -> None:
    table(bench, server, most)
    bench.run("--model=served", *TRACKING, *WAYS[way])
    assert len(server.bodies) == 96
    assert server.most_in_flight == most


@pytest.mark.parametrize("way", ["one process", "two workers"])
def test_a_tables_concurrency_is_that_of_all_workers_together(bench: Bench, server: FakeServer, way: str) -> None:
    table(bench, server, 6, "concurrency = 6")
    bench.run("--model=served", "--realunify-suite=procedural:24", *TRACKING[1:], *WAYS[way])
    assert len(server.bodies) == 24
    assert server.most_in_flight == 6


def test_a_batch_size_that_was_typed_wins(bench: Bench, server: FakeServer) -> None:
    table(bench, server, 5)
    bench.run("--model=served", "--realunify-suite=procedural:24", *TRACKING[1:], "--realunify-batch-size=5", "-n", "0")
    assert len(server.bodies) == 24
    assert server.most_in_flight == 5


def test_the_verbs_of_a_pair_are_as_wide_as_each_stands(bench: Bench, server: FakeServer) -> None:
    """A part that runs here gets eight at a time, one that is served as many as its table says."""
    server.reply = lambda _: "A picture of one red square."
    table(bench, server, 20, "concurrency = 20")
    pyproject = bench.path / "pyproject.toml"
    pair = """
        [tool.realunify.models.pair]
        adapter = "composed"
        understand = "served"
        generate = "counting:Counting"
        """
    pyproject.write_text(pyproject.read_text() + pair)
    bench.pytester.makepyfile(
        counting="""
        from pathlib import Path
        from PIL import Image

        class Counting:
            def generate(self, requests):
                with (Path(__file__).parent / "sizes.txt").open("a") as sizes:
                    print(len(requests), file=sizes)
                return [Image.new("RGB", (64, 64)) for _ in requests]
        """
    )
    stepwise = ["--realunify-suite=procedural:24", "--realunify-protocol=stepwise", "-m", "branching"]
    bench.run("--model=pair", *stepwise, "-p", "no:xdist")
    sizes = [int(line) for line in (bench.path / "sizes.txt").read_text().split()]
    assert server.most_in_flight == 20
    assert max(sizes) == 8
    assert sum(sizes) == 24


@pytest.mark.parametrize(("typed", "most"), [((), 64), (("--realunify-judge-concurrency=9",), 9)])
def test_a_served_judge_is_polled_as_widely(
    bench: Bench, server: FakeServer, typed: tuple[str, ...], most: int
) -> None:
    table(bench, server, most)
    drawn = ["--realunify-suite=procedural:24", "--realunify-protocol=direct", "-m", "branching"]
    bench.run("--model=reference", "--realunify-judge=vlm:served", *drawn, *typed, "-p", "no:xdist")
    assert len(server.bodies) > 64
    assert server.most_in_flight == most


def test_workers_share_a_judge_as_they_share_a_model(bench: Bench, server: FakeServer) -> None:
    table(bench, server, 10, "concurrency = 10")
    drawn = ["--realunify-suite=procedural:16", "--realunify-protocol=direct", "-m", "branching"]
    bench.run("--model=reference", "--realunify-judge=vlm:served", *drawn, "-n", "2")
    assert server.most_in_flight == 10
