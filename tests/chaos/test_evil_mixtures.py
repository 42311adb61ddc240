"""A server that answers now well and now as no server should: what it spoils is an error, and nothing is guessed."""

from __future__ import annotations

import json
import random
import threading
import time
from collections.abc import Iterable
from typing import Any, Final

import pytest

from accidents import rounds_of, seed_of
from evilserver import Behaviour, Handler, leading, misbehaving, packed, plain, saying, trickling
from fakepainter import completion
from toybench import Bench

MIXTURES: Final = 2
"""In CI."""
GOOD: Final = {"model": "The answer is B.", "judge": "Yes."}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "mixture" in metafunc.fixturenames:
        first = 10_000 * seed_of(metafunc.config)
        metafunc.parametrize("mixture", range(first, first + MIXTURES * rounds_of(metafunc.config)))


def raw(data: bytes, status: int = 200, **headers: str) -> Behaviour:
    """These bytes as a body."""

    def behave(handler: Handler) -> None:
        handler.head(status, **headers)
        handler.write([data])

    return behave


def hanging_up(handler: Handler) -> None:
    """Before a word."""
    handler.connection.close()


def cut(handler: Handler) -> None:
    """In the middle of what was promised."""
    data = saying("The answer is C.")
    handler.head(Content_Length=str(len(data)))
    handler.write([data[: len(data) // 2]])


def wrong_shapes() -> Iterable[bytes]:
    """Replies that are no chat completion, or one of a strange kind."""
    yield from (b"", b"null", b"[]", b"7", b"{}", b'"yes"', b"\xff\xfe", b"[" * 20_000, b'{"choices": null}')
    yield from (b'{"choices": []}', b'{"choices": [7]}', b'{"choices": [{}]}', b'{"error": {"message": 7}}')
    contents: tuple[Any, ...] = (None, "", 7, [], [{"type": "text"}], {})
    yield from (json.dumps(completion({"content": content})).encode() for content in contents)
    well = completion({"content": "I do not say."})
    yield json.dumps({**well, "usage": {"prompt_tokens": "many", "completion_tokens": -(10**30)}}).encode()
    yield json.dumps({**well, "model": None, "id": 7, "created": "now"}).encode()


def evils(elsewhere: str) -> list[Behaviour]:
    """All of them."""
    return [
        trickling(pause=0.05),
        *(packed(300, encoding) for encoding in ("gzip", "deflate", "raw deflate")),
        leading(lambda _: elsewhere),
        leading(lambda _: "file:///etc/passwd", 302),
        plain("A" * (3 << 20)),
        *(raw(saying("no"), status) for status in (400, 401, 404, 418, 500, 599)),
        raw(saying("no"), 429, Retry_After="86400"),
        raw(b"<html>504</html>", 504, Content_Type="text/html"),
        raw(b"not gzip", Content_Encoding="gzip"),
        hanging_up,
        cut,
        *map(raw, wrong_shapes()),
    ]


class Mixture:
    """Half of the replies are good."""

    def __init__(self, seed: int, good: str, elsewhere: str) -> None:
        self.rng = random.Random(seed)
        self.good = plain(good)
        self.evils = evils(elsewhere)
        self.lock = threading.Lock()

    def __call__(self, handler: Handler) -> None:
        with self.lock:
            behave = self.rng.choice([self.good, self.rng.choice(self.evils)])
        behave(handler)


@pytest.mark.parametrize("role", ["model", "judge"])
def test_evil_mixtures(bench: Bench, mixture: int, role: str) -> None:
    with (
        misbehaving(plain("stolen")) as elsewhere,
        misbehaving(Mixture(mixture, GOOD[role], f"{elsewhere.url}/x")) as server,
    ):
        limits = "timeout = 0.5\ndeadline = 1.5\nmax_body_mib = 4\nmax_text_mib = 1\nmax_retries = 1"
        bench.pytester.makepyprojecttoml(
            f'[tool.realunify.models.served]\nadapter = "openai"\nmodel = "fake"\nbase_url = "{server.url}"\n{limits}\n'
        )
        asked = {
            "model": ["--model=served", f"--realunify-suite={bench.data('ABCD' * 4)}", "--realunify-protocol=direct"],
            "judge": [
                *("--model=reference", "--realunify-judge=vlm:served", "--realunify-suite=procedural:smoke"),
                *("--realunify-protocol=direct", "-k", "code_to_image"),
            ],
        }[role]
        began = time.monotonic()
        result = bench.run(*asked, "--realunify-outage=1", "-n0", subprocess=True)
        taken = time.monotonic() - began
        assert elsewhere.heard == []
    printed = result.stdout.str() + result.stderr.str()
    assert "INTERNALERROR" not in printed
    assert "Traceback" not in printed
    assert taken < 300
    results = bench.results
    assert results or "realunify" in printed
    scored = [each for each in results.values() if each.verdict.strict in ("correct", "wrong")]
    if role == "model":
        assert {each.reply for each in scored} <= {GOOD[role]}
    else:
        assert {poll.reply for each in scored for poll in each.polls} <= {GOOD[role]}
    assert {each.verdict.strict for each in results.values()} <= {
        "correct",
        "wrong",
        "unparsed",
        "judge-invalid",
        "error",
    }
