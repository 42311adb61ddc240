"""The documentation as a site: it builds without a warning, is whole, leads and loads nowhere that it should not."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

pytest.importorskip("mkdocs")
pytest.importorskip("mkdocstrings")

from checkout import DOCS, ROOT
from sitebench import Site, built

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
MARKUP = re.compile(r"\|\s*:?-{3}|\]\(\S|^\s*(?:[-*]|#{1,5}) \S|```|<!--|:::|\*\*\w", re.MULTILINE)
"""Markdown that came through as text."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    folder = tmp_path_factory.mktemp("site") / "site"
    done = built(ROOT / "mkdocs.yml", folder)
    assert done.returncode == 0, done.stderr
    assert "WARNING" not in done.stderr
    return Site.of(folder)


def test_every_page_of_the_checkout_is_a_page_of_the_site(site: Site) -> None:
    pages = {page.relative_to(site.folder.resolve()).with_suffix("").as_posix() for page in site.pages}
    written = {
        file.relative_to(DOCS).with_suffix("").as_posix().replace("README", "index") for file in DOCS.rglob("*.md")
    }
    assert written - pages == set()
    assert {"ARCHITECTURE", "CHANGELOG", "CONTRIBUTING"} <= pages
    assert {f"examples/{readme.parent.name}" for readme in ROOT.glob("examples/*/README.md")} <= pages


def test_no_link_and_no_anchor_leads_to_nothing(site: Site) -> None:
    assert site.lost() == []


def test_nothing_is_loaded_from_elsewhere(site: Site) -> None:
    assert site.from_elsewhere() == []


def test_no_markdown_is_left_as_text(site: Site) -> None:
    left = [
        f"{page.file.name}: {text.strip()[:100]}"
        for page in site.pages.values()
        for text in page.texts
        if MARKUP.search(text)
    ]
    assert left == []


@pytest.mark.parametrize(
    ("page", "names"),
    [
        ("reference/api.html", ("load", "evaluate", "Run", "to_frame", "Comparison", "UnreadableRunWarning")),
        ("reference/hooks.html", ("pytest_realunify_model", "pytest_realunify_run_finished")),
        ("reference/interfaces.html", ("understand", "generate", "JudgeRequest", "fingerprint", "protocol")),
    ],
)
def test_signatures_are_taken_from_the_code(site: Site, page: str, names: tuple[str, ...]) -> None:
    ids = {anchor.rpartition(".")[2] for anchor in site.pages[(site.folder / page).resolve()].anchors}
    assert set(names) - ids == set()


@pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium here")
def test_pages_open_from_a_folder_fit_a_telephone_and_can_be_searched(site: Site) -> None:
    from playwright.sync_api import sync_playwright

    trouble: list[str] = []
    with sync_playwright() as engine:
        browser = engine.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 400, "height": 850})
        page.on("console", lambda message: trouble.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: trouble.append(str(error)))
        page.on(
            "request",
            lambda request: None if request.url.startswith(("file:", "data:")) else trouble.append(request.url),
        )
        for file in site.pages:
            if file.name == "404.html":  # its links are those of a server's root
                continue
            page.goto(file.as_uri())
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                trouble.append(f"{file.name} is wider than the screen")
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto((site.folder / "start.html").resolve().as_uri())
        page.keyboard.press("/")
        page.wait_for_timeout(1000)  # its index is read
        page.keyboard.type("judge-cache-share")
        page.wait_for_selector(".md-search-result__link[href*='reference/options.html']", timeout=20_000)
        browser.close()
    assert trouble == []


def test_a_wrong_link_anchor_or_page_fails_the_build(tmp_path: Path) -> None:
    declared = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    nav = "nav: [README.md, absent.md, reports.md]\n\nplugins: [search]\n\nmarkdown_extensions:"
    small = re.sub(r"^nav:.*?^markdown_extensions:", nav, declared, flags=re.MULTILINE | re.DOTALL)
    config = tmp_path / "mkdocs.yml"
    config.write_text(small.replace("tools/site_hooks.py", str(ROOT / "tools/site_hooks.py")), encoding="utf-8")
    shutil.copytree(DOCS / "site", tmp_path / "docs/site")
    (tmp_path / "docs/reports.md").write_text("# Reports\n\n## Trend\n", encoding="utf-8")
    (tmp_path / "docs/orphan.md").write_text("# Nobody leads here\n", encoding="utf-8")
    links = ["reports.md#trend", "reports.md#trends", "repotrs.md", "../cases/test_eug.py", "/reports.md"]
    text = "\n".join(["# Front", "", *(f"[a link]({link})" for link in links)])
    (tmp_path / "docs/README.md").write_text(text, encoding="utf-8")
    done = built(config, tmp_path / "site")
    assert done.returncode == 1
    named = ["absent.md", "orphan.md", "trends", "repotrs.md", "../cases/test_eug.py", "/reports.md"]
    assert [name for name in named if name not in done.stderr] == []
    assert "#trend'" not in done.stderr
