"""A served model, from the command line to the journal: through every kind of endpoint, one call in ten failing."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator, Mapping

import pytest
from PIL import Image

from fakepainter import FLAWS, Body, pictures_of, prompt_of
from fakeserver import FAULTS, FakeServer, by_request, serving
from pytest_realunify.interfaces import Request
from pytest_realunify.models.openai import OpenAI
from pytest_realunify.procedural.reference import Reference
from pytest_realunify.records import Result, Verdict
from pytest_realunify.taxonomy import PROTOCOLS
from toybench import Bench

SMOKE = ["--realunify-suite=procedural:smoke", "--realunify-protocol=stepwise"]
EVERYTHING = [
    *("--realunify-suite=procedural:3", "--realunify-protocol=all"),
    *("-m", "mental_tracking or code_to_image"),
]
ASKED = {
    # six instances of each axis
    **{("GEU", protocol): 6 for protocol in PROTOCOLS},
    **{("UEG", protocol): 6 for protocol in PROTOCOLS if protocol != "blind"},
}
ENDPOINTS = {
    # how the server draws, what the table says, how pytest runs
    "images endpoints": ("images", 'images = "images"', ["-n", "2"]),
    "beside the content": ("images", 'images = "chat"', ["-p", "no:xdist"]),
    "in a later choice": ("later choice", 'modalities = { generate = ["image"], edit = ["image"] }', ["-n", "0"]),
    "within the text": ("inline", "", ["-n", "2"]),
}

FRUITLESS = ("empty", *FLAWS)
"""What the adapter asks again only once: a reply without what was asked for."""
REPEATED = tuple(fault for fault in FAULTS if fault not in FRUITLESS)


@pytest.fixture(scope="module", autouse=True)
def _whole_sdk() -> None:
    """pytester forgets what a run in this process imported first. Half of the SDK's modules made anew would not know
    the errors of the other half for connections that failed, and to import all of it takes a second."""
    with serving() as server:
        model = OpenAI(model="fake", base_url=server.url)
        model.understand([Request("Is it there?")])
        model.close()


@pytest.fixture
def server() -> Iterator[FakeServer]:
    """Serves the reference model."""
    reference, alone = Reference(), threading.Lock()

    def asked(body: Body) -> Request:
        return Request(prompt_of(body), tuple(each.convert("RGB") for each in pictures_of(body)))

    def reply(body: Body) -> str:
        with alone:
            return reference.understand([asked(body)])[0]

    def paint(body: Body) -> Image.Image:
        request = asked(body)
        with alone:
            return (reference.edit if request.images else reference.generate)([request])[0]

    with serving() as server:
        server.reply, server.paint = reply, paint
        yield server


def table(bench: Bench, server: FakeServer, *lines: str) -> None:
    """The team's pyproject.toml."""
    settings = [f'adapter = "openai"\nmodel = "fake"\nbase_url = "{server.url}"', *lines]
    bench.pytester.makepyprojecttoml("\n".join(["[tool.realunify.models.served]", *settings]))


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_faults_in_a_tenth_of_the_calls_cost_no_case_and_change_no_answer(
    bench: Bench, server: FakeServer, endpoint: str
) -> None:
    server.shape, setting, way = ENDPOINTS[endpoint]
    server.fault = by_request(0.1, REPEATED, FRUITLESS)
    table(bench, server, setting)
    bench.run("--model=served", *EVERYTHING, "--realunify-batch-size=4", *way)
    served, faults = bench.results, sum(server.faults.values())
    assert Counter((each.axis, each.protocol) for each in served.values()) == ASKED
    assert {each.verdict.strict for each in served.values() if each.protocol == "stepwise"} == {"correct"}
    steps = [step for each in served.values() for step in each.steps]
    assert len(steps) == 6 * 5 + 6 * 4
    assert faults >= 1
    assert sum(step.usage["calls"] for step in steps) == len(server.bodies) == len(steps) + faults
    assert all(step.usage["output_tokens"] % 7 == 0 for step in steps)
    drawn = sum(step.usage.get("output_images", 0) for step in steps)
    assert drawn == 6 + 6 * 3 + server.faults["broken base64"] + server.faults["cut off"]
    identity = bench.folders[-1].facts()["model"]["identity"]
    assert (identity["adapter"], "endpoint" in identity) == ("openai", False)
    server.fault = lambda *_: None
    bench.run("--model=served", *EVERYTHING, "--realunify-batch-size=1", "-p", "no:xdist")
    assert answers(served) == answers(bench.results)


def answers(results: Mapping[str, Result]) -> dict[str, tuple[Verdict, list[tuple[str, ...]]]]:
    """Verdicts and what was asked and answered, without what it cost."""
    return {
        case: (each.verdict, [(step.verb, step.prompt, *step.inputs, str(step.output)) for step in each.steps])
        for case, each in results.items()
    }


def test_a_server_that_never_draws_costs_the_drawn_cases_and_names_the_reason(
    bench: Bench, server: FakeServer, way: list[str]
) -> None:
    server.fault = lambda _, body: "no picture" if "image" in body.get("modalities", ()) else None
    table(bench, server)
    result = bench.run("--model=served", *SMOKE, "-k", "sequential or coarse_patches", *way)
    assert set(bench.verdicts.values()) == {"error"}
    result.stdout.fnmatch_lines(["*ModelError: fake at http*: no picture came back, but the text 'I would rather*"])
    assert "Traceback" not in result.stdout.str()


GEU_DIRECT = ["--realunify-suite=procedural:smoke", "--realunify-protocol=direct", "-k", "sequential"]


def test_cut_replies_are_kept_counted_and_said(bench: Bench, server: FakeServer, way: list[str]) -> None:
    server.whole = lambda _: {"choices": [{"message": {"content": "First, the"}, "finish_reason": "length"}]}
    table(bench, server, "max_tokens = 3")
    result = bench.run("--model=served", *GEU_DIRECT, "--realunify-report=html", *way)
    [(case, served)] = bench.results.items()
    assert served.verdict.strict == "unparsed"
    assert [step.finish for step in served.steps] == ["length"]
    result.stdout.fnmatch_lines(
        [
            f"*{case}* got no answer (cut at max_tokens)*",
            "direct:   scored 1 of 1, unparsed 1 (100.0%), error 0, judge-invalid 0, 1 reply cut at max_tokens",
        ]
    )
    assert "1 reply cut at max_tokens" in (bench.folders[-1].path / "report.html").read_text(encoding="utf-8")


BROKEN_OFF = {"message": {"content": "B"}, "finish_reason": "error", "error": {"message": "out of luck"}}
DRAWN = {"message": {"content": [{"type": "image_url", "image_url": {"url": "data:image/png;base64,AA"}}]}}


@pytest.mark.parametrize(
    ("choice", "said"),
    [
        (BROKEN_OFF, "the reply holds an error: out of luck"),
        (DRAWN, 'a picture came back where text was asked: set modalities.understand = ?"text"?'),
    ],
)
def test_what_is_no_answer_is_an_error_and_never_wrong(
    bench: Bench, server: FakeServer, choice: Body, said: str
) -> None:
    server.whole = lambda _: {"choices": [choice]}
    table(bench, server, "max_retries = 0")
    result = bench.run("--model=served", *GEU_DIRECT, "-p", "no:xdist")
    assert set(bench.verdicts.values()) == {"error"}
    result.stdout.fnmatch_lines([f"*ModelError: fake at http*: {said}*"])


def test_a_model_is_closed_when_nothing_more_will_be_asked(bench: Bench, way: list[str]) -> None:
    bench.data("AB")
    bench.pytester.makepyfile(
        closing="""
        from pathlib import Path
        from mymodels import Right

        class Closing(Right):
            def close(self):
                (Path(__file__).parent / "closed.txt").touch()
        """
    )
    bench.run("--model=closing:Closing", *way).assert_outcomes(passed=4)
    assert (bench.path / "closed.txt").exists()


def test_verbs_that_are_switched_off_are_unsupported(bench: Bench, server: FakeServer, way: list[str]) -> None:
    table(bench, server, 'verbs = ["understand"]')
    bench.run("--model=served", *SMOKE, "-k", "sequential", *way)
    assert set(bench.verdicts.values()) == {"unsupported"}
    assert server.bodies == []
