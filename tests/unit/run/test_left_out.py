"""Which cases a resumed run leaves out, of any number."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from pytest_realunify.interfaces import Listing
from pytest_realunify.records import Case
from pytest_realunify.run import choosing
from pytest_realunify.stored import selection
from pytest_realunify.stored.journal import RunFolder
from pytest_realunify.stored.selection import Key, Selection


def test_the_selection_is_put_together_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """And not for each case: 20,000 of them took ten seconds."""
    listed = [Listing(f"mental_tracking-{n:04d}", "GEU", "mental_tracking", "", n, ("direct",)) for n in range(50)]
    cases = [Case(listing, "direct") for listing in listed]
    asked = []

    class Counted(Selection):
        @property
        def known(self) -> set[Key]:
            asked.append(1)
            return super().known

    monkeypatch.setattr(choosing, "_chooses", lambda *_: False)
    monkeypatch.setattr(selection, "read", lambda _: Counted({case.key for case in cases[:40]}))
    config: Any = SimpleNamespace()
    left = choosing.left_out_of(config, RunFolder(tmp_path), {case.param: case for case in cases})
    assert left == {case.param for case in cases[40:]}
    assert len(asked) == 1
