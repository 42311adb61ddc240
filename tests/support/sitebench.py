"""A site that mkdocs built, as its readers' browsers find it."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

from checkout import ROOT

_LOADS: Final = {"img": "src", "script": "src", "iframe": "src", "source": "src", "video": "src", "link": "href"}
_CODE: Final = ("code", "pre", "script", "style", "svg")


def built(config: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    """`mkdocs build --strict`, as CI and a maintainer type it."""
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "-f", str(config), "-d", str(folder)]
    env = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}  # about what its makers plan, in their own colours
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)


@dataclass
class Page(HTMLParser):
    """What one page loads, where it leads, what can be led to, and its text outside of code."""

    file: Path
    loads: list[str] = field(default_factory=list)
    leads: list[str] = field(default_factory=list)
    anchors: set[str] = field(default_factory=set)
    texts: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self._within: list[str] = []
        self.feed(self.file.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.anchors |= {each for each in (given.get("id"), given.get("name")) if each}
        if tag == "a" and given.get("href"):
            self.leads.append(str(given["href"]))
        if (source := given.get(_LOADS.get(tag, ""))) and given.get("rel") not in ("next", "prev", "canonical"):
            self.loads.append(source)
        if tag in _CODE:
            self._within.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._within:
            while self._within.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if not self._within:
            self.texts.append(data)


@dataclass(frozen=True)
class Site:
    """All pages of a folder."""

    folder: Path
    pages: dict[Path, Page]

    @classmethod
    def of(cls, folder: Path) -> Site:
        return cls(folder, {file.resolve(): Page(file) for file in sorted(folder.rglob("*.html"))})

    def lost(self) -> list[str]:
        """Links and what is loaded that lead to nothing here: no such file, or no such place in it."""
        return [
            f"{page.file.relative_to(self.folder)}: {target}"
            for page in self.pages.values()
            for target in (*page.leads, *page.loads)
            if not urlsplit(target).scheme and not self._there(page, target)
        ]

    def _there(self, page: Page, target: str) -> bool:
        place = urlsplit(target)
        base = self.folder if place.path.startswith("/") else page.file.parent
        meant = (base / unquote(place.path).lstrip("/")).resolve() if place.path else page.file.resolve()
        meant = meant / "index.html" if meant.is_dir() else meant
        known = self.pages.get(meant)
        anchored = not place.fragment or known is None or unquote(place.fragment) in known.anchors
        return meant.is_file() and anchored

    def from_elsewhere(self) -> list[str]:
        """What a reader's browser would fetch from another host as a page opens: pictures, scripts, styles, fonts."""
        loaded = [source for page in self.pages.values() for source in page.loads]
        styles = [text for file in self.folder.rglob("*.css") for text in _sources(file.read_text(encoding="utf-8"))]
        return [source for source in (*loaded, *styles) if urlsplit(source).netloc]


def _sources(style: str) -> list[str]:
    """What a style sheet loads."""
    parts = style.replace("@import", "url(").split("url(")[1:]
    return [part.split(")")[0].strip("\"' ") for part in parts]
