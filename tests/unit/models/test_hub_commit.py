"""Which commit a hub id stands for: the hub's word, else the cache's, over HTTP to a hub of this process."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from pytest_realunify.judges.resolve import resolve as resolve_judge
from pytest_realunify.models import hub_commit
from pytest_realunify.models.resolve import resolve

constants: Any = pytest.importorskip("huggingface_constants")

FIRST, LATER = "1" * 40, "2" * 40


class Hub(ThreadingHTTPServer):
    """Says which commit its one model is at; nothing where it knows none."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Asked)
        self.commit: str | None = FIRST
        self.asked: list[str] = []


class Asked(BaseHTTPRequestHandler):
    """Of the hub's API, what a model is."""

    def do_GET(self) -> None:
        assert isinstance(self.server, Hub)
        self.server.asked.append(self.path)
        known = self.server.commit
        body = json.dumps({"id": "team/model", "sha": known} if known else {"error": "no such model"}).encode()
        self.send_response(200 if known else 404)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Hub]:
    with Hub() as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        monkeypatch.setattr(constants, "ENDPOINT", f"http://127.0.0.1:{server.server_address[1]}")
        monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
        monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path))
        yield server
        server.shutdown()
        thread.join()


def cached(folder: Path, commit: str, branch: str = "main") -> None:
    """As a download leaves it."""
    file = folder / "models--team--model" / "refs" / branch
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(commit)


def test_a_branch_is_what_the_hub_says_it_is_now(server: Hub, tmp_path: Path) -> None:
    cached(tmp_path, LATER)
    assert hub_commit.expected("team/model", None) == FIRST
    assert hub_commit.expected("team/model", "beta") == FIRST
    assert [path.partition("?")[0] for path in server.asked] == [
        "/api/models/team/model",
        "/api/models/team/model/revision/beta",
    ]


def test_a_commit_needs_nobody_to_say_it(server: Hub) -> None:
    assert hub_commit.expected("team/model", LATER) == LATER
    assert server.asked == []


def test_where_the_hub_says_nothing_the_cache_does_and_is_loaded(server: Hub, tmp_path: Path) -> None:
    server.commit = None
    assert hub_commit.expected("team/model", None) is None
    assert hub_commit.expected("team/model", "beta") == "beta"
    cached(tmp_path, LATER)
    cached(tmp_path, FIRST, "beta")
    assert hub_commit.expected("team/model", None) == LATER
    assert hub_commit.expected("team/model", "beta") == FIRST


@pytest.mark.parametrize(
    ("model", "counts"),
    [
        ({"adapter": "transformers", "target": "team/model"}, True),
        ({"adapter": "composed", "understand": "transformers:team/model", "generate": "reference"}, True),
        ({"adapter": "composed", "understand": "reference", "generate": "diffusers:team/model"}, False),
        ({"adapter": "transformers", "target": "team/model", "revision": FIRST}, False),
    ],
)
def test_a_branch_that_moved_is_another_judge_where_the_judge_looks_with_it(
    server: Hub, model: dict[str, str], counts: bool
) -> None:
    def fingerprint() -> str:
        return resolve_judge("vlm:m", {}, lambda name: resolve(name, {"m": model} if name == "m" else {})).fingerprint(
            "?"
        )

    before = fingerprint()
    server.commit = LATER
    assert (fingerprint() != before) is counts


def test_a_composed_model_tells_the_commit_of_what_it_has_not_loaded(server: Hub) -> None:
    model = {"adapter": "composed", "understand": "reference", "generate": "diffusers:team/model"}
    told: Any = resolve("m", {"m": model}).build()
    assert told.identity()["generate"]["revision"] == FIRST
    server.commit = LATER
    assert told.identity()["generate"]["revision"] == LATER
