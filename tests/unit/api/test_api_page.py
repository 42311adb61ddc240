"""What docs/python.md shows can be typed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import pytest_realunify as ru
from checkout import ROOT
from runbench import right, row, stored

PAGE = (ROOT / "docs" / "python.md").read_text(encoding="utf-8")


def test_the_pages_code_does_what_it_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, count in (("20260101-a", 4), ("20260202-b", 1)):
        stored(tmp_path / ".realunify/runs", name, row("mental_tracking", right(count, 4)))
    (code,) = re.findall(r"^```python\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    names: dict[str, object] = {}
    exec(compile(code, "docs/python.md", "exec"), names)  # noqa: S102 (our own page)
    run, wrong, earlier = (names[each] for each in ("run", "wrong", "earlier"))
    assert isinstance(run, ru.Run)
    assert isinstance(earlier, ru.Run)
    assert isinstance(wrong, list)
    assert (run.id, earlier.id, len(wrong)) == ("20260202-b", "20260101-a", 3)
    printed = capsys.readouterr().out
    assert "parity scorer" in printed
    assert "before: run 20260101-a" in printed


@pytest.mark.parametrize("name", ["Run", "Case", "Comparison", "Table", "Picture"])
def test_every_public_attribute_is_on_the_page_or_said_to_be_no_part_of_the_promise(name: str) -> None:
    kind = getattr(ru, name)
    inner = {"of", "find", "folder", "originals", "stored", "view", "found", "case", "run"}
    public = {each for each in (*vars(kind), *kind.__annotations__) if not each.startswith("_")}
    assert {each for each in public - inner if not re.search(rf"`{each}\b", PAGE)} == set()
