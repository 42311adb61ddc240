"""Where a run's pictures are looked for: nowhere that a run of somebody else's could lead to."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import pytest

from pytest_realunify.records import Step
from pytest_realunify.reporting.originals import Originals
from runbench import made, stored

SHA = "ab" * 32


def test_a_run_of_somebody_elses_has_no_code_imported_for_its_pictures(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    Path("elsewhere_named.py").write_text("def make(request): raise SystemExit('called')\n", encoding="utf-8")
    result = made("mental_tracking", 0, steps=(Step("understand", "Which?", (SHA,), "A"),))
    run = stored(tmp_path / "runs", "theirs", [result], suite={"name": "elsewhere_named:make", "fingerprint": "0" * 12})
    assert Originals(run).file(SHA, result) is None
    assert "elsewhere_named" not in sys.modules


CARDS = """
from pathlib import Path
from pytest_realunify.interfaces import GEUInstance, Listing

class Cards:
    name, fingerprint = "cards", "0" * 12

    def __init__(self, request):
        self.folder = request.root / "cards"

    def listings(self):
        return [Listing("mental_tracking-x-0000", "GEU", "mental_tracking", "x", 0, ("direct",))]

    def instance(self, listing, protocol):
        return GEUInstance(listing.id, "mental_tracking", "x", 0, "Which?", tuple("1234"), "A", "Which?", "card.png")

    def open(self, reference):
        raise NotImplementedError

    def file(self, reference):
        return self.folder / reference
"""


def test_pictures_of_a_suite_of_the_projects_own_are_found_where_they_lie_and_missed_where_they_are_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    Path("cards_of_ours.py").write_text(CARDS, encoding="utf-8")
    Path("pyproject.toml").write_text('[tool.realunify.suites]\ncards = "cards_of_ours:Cards"\n', encoding="utf-8")
    Path("cards").mkdir()
    card = tmp_path / "cards" / "card.png"
    card.write_bytes(b"a card")
    sha256 = hashlib.sha256(b"a card").hexdigest()
    result = made("mental_tracking", 0)
    suite = {"name": "cards", "fingerprint": "0" * 12}
    run = stored(tmp_path / "runs", "ours", [result], suite=suite, root=str(tmp_path))
    assert Originals(run).file(sha256, result) == card
    card.unlink()
    assert Originals(run).file(sha256, result) is None
    card.mkdir()
    assert Originals(run).file(sha256, result) is None
