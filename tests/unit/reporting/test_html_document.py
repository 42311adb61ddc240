"""The file as it is written: what it allows, what it escapes, how it fails."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_realunify.datafiles.whole_files import write_all
from pytest_realunify.decisions.trend import Move
from pytest_realunify.decisions.trend import Page as Findings
from pytest_realunify.errors import RealUnifyError
from pytest_realunify.numbers.stats import Estimate
from pytest_realunify.records import Step
from pytest_realunify.reporting.html import document, write_run, write_trend
from pytest_realunify.reporting.html.document import Page
from pytest_realunify.reporting.html.thumbnails import Thumbnail
from pytest_realunify.reporting.trend import Stop, Trend
from pytest_realunify.reporting.view import RunView
from runbench import made, row, stored

EMPTY = Trend([], [], [])


def policy_of(page: str) -> str:
    found = re.search(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">', page)
    assert found is not None
    return html.unescape(found[1])


def test_every_script_is_in_the_policy_by_its_hash(tmp_path: Path) -> None:
    page = write_trend(EMPTY, tmp_path / "trend.html").read_text(encoding="utf-8")
    scripts = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    hashes = [base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts]
    allowed = re.findall(r"'sha256-([^']*)'", policy_of(page))
    assert len(scripts) == 3
    assert allowed == hashes
    assert "unsafe" not in policy_of(page).partition("script-src")[2].partition(";")[0]


def test_a_trend_s_page_says_first_what_fell_and_since_when(tmp_path: Path) -> None:
    stops = [Stop(f"run-{n}<b>", "m", "", 4, 4) for n in range(4)]
    fall = Move("mental_tracking", "direct", "step", 2, 1, 3, Estimate(-0.2, -0.31, -0.1), 0.01, 4.0)
    found = Trend(
        stops, [], [], page=Findings(falls=[fall], rises=[replace(fall, scope="total", kind="slope", since=0)])
    )
    page = write_trend(found, tmp_path / "trend.html").read_text(encoding="utf-8")
    head = re.search(r"<h1[^>]*>(.*?)</h1>", page)
    assert head is not None
    assert head[1] == "DECLINED: mental tracking (direct) by 20.0 points (10.0 to 31.0) since run 3 (2 to 4)"
    assert page.index("run-2&lt;b&gt;") < page.index('id="trend"')
    assert page.index("▼ fell") < page.index("▲ rose")


def test_a_page_asks_for_nothing_from_elsewhere(tmp_path: Path) -> None:
    page = write_trend(EMPTY, tmp_path / "trend.html").read_text(encoding="utf-8")
    own = re.sub(r"<script>.*?</script>", "", page, flags=re.DOTALL)
    assert not re.findall(r"""(?:src|href)\s*=\s*["']?(?!#)[^"'\s>]+""", own)
    assert "url(" not in own
    assert "default-src 'none'" in policy_of(page)


@given(st.text(st.characters(codec=None, categories=None)))
def test_a_block_of_json_holds_no_letter_of_markup_and_reads_back(text: str) -> None:
    block = "".join(document._json({"t": text, "several": [text, {"t": [text]}], "none": []}))
    assert block.isascii()
    assert not set(block) & set("<>&'")
    assert json.loads(block) == {"t": text, "several": [text, {"t": [text]}], "none": []}


@given(st.lists(st.sampled_from(["<", "</script", "</SCRIPT", "<!--", "/script", "!", "--", "ä", "a" * 9, "\r\n"])))
def test_a_script_read_in_pieces_is_the_script_read_whole(parts: list[str]) -> None:
    text = "".join(parts)
    whole = document._ENDS_SCRIPT.sub(r"<\\", text.replace("\r\n", "\n"))
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patched:
        file = Path(folder, "long.js")
        file.write_bytes(text.encode())
        for length in (1, 2, 3, 7, 64):
            patched.setattr(document, "_BLOCK", length)
            assert "".join(document._plotly(file)) == whole


def test_a_page_is_written_in_pieces_and_its_pictures_one_by_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pieces: list[int] = []

    def counted(descriptor: int, data: bytes) -> None:
        pieces.append(len(data))
        write_all(descriptor, data)

    monkeypatch.setattr("pytest_realunify.datafiles.plain_folder.write_all", counted)
    data = bytes(30_000)
    block = {"pictures": [(Thumbnail(data, 8, 8), 8, 8)] * 100}
    page = Page("base.html.j2", "t", {}, {"gallery-data": block}, ("plotly",))
    file = page.write(tmp_path / "page.html")
    text = file.read_text(encoding="utf-8")
    assert text == re.sub(r"realunify-[0-9a-f]{32}-", "", text), "every place is filled"
    assert text.count(base64.b64encode(data).decode()) == 100
    assert sum(pieces) == file.stat().st_size > 8_000_000
    assert max(pieces) < 3 * document._BLOCK


def test_a_page_that_breaks_off_leaves_the_one_before(tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text("before", encoding="utf-8")
    page = Page("base.html.j2", "t", {}, {"gallery-data": {"long": ["x" * 100_000, object()]}}, ())
    with pytest.raises(TypeError, match="object is no JSON"):
        page.write(file)
    assert file.read_text(encoding="utf-8") == "before"
    assert [each.name for each in tmp_path.iterdir()] == ["page.html"]


def test_what_a_model_wrote_is_text_wherever_it_stands(tmp_path: Path) -> None:
    evil = "</script></title><img src=x onerror=alert(1)>{{12345*6789}}"
    result = made(
        "mental_tracking", 1, subtask=evil, model=evil, steps=(Step("understand", evil, (), evil),), reply=evil
    )
    run = stored(tmp_path, "one", [result], model={"name": evil, "source": evil}, versions={evil: evil})
    page = write_run(RunView(run, [], None), tmp_path / "run.html").read_text(encoding="utf-8")
    assert "<img src=x" not in page
    assert "83810205" not in page.partition("<main")[2].partition("<script>")[0]
    assert page.partition("<style>")[0].count("</title>") == 1


def test_a_missing_library_is_one_line_that_says_what_to_type(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    document._environment.cache_clear()
    monkeypatch.setitem(sys.modules, "jinja2", None)
    with pytest.raises(
        RealUnifyError, match=r"^an HTML report needs jinja2: pip install 'pytest-realunify\[report\]'$"
    ):
        write_trend(EMPTY, tmp_path / "trend.html")


def test_a_place_that_cannot_be_written_is_said_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(RealUnifyError, match=r"^the report cannot be written to .*index\.html: File exists$"):
        write_trend(EMPTY, tmp_path / "file")


def test_two_thousand_cases_stay_under_twenty_megabytes_whatever_their_pictures(tmp_path: Path) -> None:
    prompt, reply = "Which number do the green segments show? " * 20, "First I look at the red segments. " * 20
    results = [
        made("mental_tracking", n, steps=(Step("understand", f"{n} {prompt}", ("0" * 64,), f"{n} {reply}"),))
        for n in range(2000)
    ]
    run = stored(tmp_path, "one", results)
    page = write_run(RunView(run, [], None), tmp_path / "run.html", budget_mb=0)
    pictures = 8_000_000  # the budget of a page, not used here
    assert page.stat().st_size + pictures < 20_000_000


def test_a_run_of_one_axis_without_any_score_has_a_page(tmp_path: Path) -> None:
    run = stored(tmp_path, "one", row("mental_tracking", ["error"], "blind"), judge=None)
    page = write_run(RunView(run, [], None), tmp_path / "report")
    assert page == tmp_path / "report/index.html"
    assert "not valid: 100.0% of the cases ended in error" in page.read_text(encoding="utf-8")
