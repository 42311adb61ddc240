"""What mkdocs calls while it builds the site: pages that lie outside docs/, and links that leave it.

The Markdown is written for who reads it in the checkout: CONTRIBUTING.md lies at its top, and links lead to files of
code. On the site the former are pages, and of the latter the text is left. A link to what is not in the checkout is
a warning, which `mkdocs build --strict` fails on, as mkdocs itself warns of links within docs/.
"""

from __future__ import annotations

import logging
import posixpath
import re
from pathlib import Path
from typing import Final

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

ROOT: Final = Path(__file__).parents[1]
DOCS: Final = "docs"
BROUGHT: Final = {
    "ARCHITECTURE.md": "ARCHITECTURE.md",
    "CHANGELOG.md": "CHANGELOG.md",
    "CONTRIBUTING.md": "CONTRIBUTING.md",
    "examples/notebook/README.md": "examples/notebook.md",
    "examples/own_parts/README.md": "examples/own_parts.md",
    "examples/team_repo/README.md": "examples/team_repo.md",
}
"""Pages of the site that lie beside docs/: where in the checkout, and under which name on the site."""

_LOG: Final = logging.getLogger("mkdocs.hooks.site")
_LINK: Final = re.compile(r"(?P<bang>!?)\[(?P<text>(?:[^\[\]`]|`[^`]*`)*)\]\((?P<target>[^)\s]+)\)")
_FENCED: Final = re.compile(r"^(```.*?^```$)", re.MULTILINE | re.DOTALL)


def on_files(files: Files, *, config: MkDocsConfig) -> Files:
    """Adds the pages that lie beside docs/."""
    for name, page in BROUGHT.items():
        files.append(File.generated(config, page, content=(ROOT / name).read_text(encoding="utf-8")))
    return files


def on_page_markdown(markdown: str, *, page: Page, files: Files, **_: object) -> str:
    """The page with its links as the site has them."""
    here = in_checkout(page.file.src_uri)
    parts = _FENCED.split(markdown)
    parts[::2] = [_LINK.sub(lambda found: _linked(found, here, files), part) for part in parts[::2]]
    return "".join(parts)


def in_checkout(page: str) -> str:
    """Where a page of the site lies in the checkout."""
    return next((name for name, brought in BROUGHT.items() if brought == page), f"{DOCS}/{page}")


def _site_name(name: str) -> str:
    """The site's name of a file of the checkout, which has one if it is a page or lies in docs/."""
    return BROUGHT.get(name, name.removeprefix(f"{DOCS}/"))


def _linked(found: re.Match[str], here: str, files: Files) -> str:
    target, hash_, anchor = found["target"].partition("#")
    if not target or re.match(r"[a-z]+:", target):
        return found[0]
    meant = posixpath.normpath(posixpath.join(posixpath.dirname(here), target))
    if not (ROOT / meant).exists():
        _LOG.warning("%s links to %s, which is not in the checkout", here, found["target"])
        return found[0]
    for page in (_site_name(meant), _site_name(f"{meant}/README.md")):  # a folder means its README
        if files.get_file_from_path(page):
            away = posixpath.relpath(page, posixpath.dirname(_site_name(here)) or ".")
            return f"{found['bang']}[{found['text']}]({away}{hash_}{anchor})"
    return found["text"]  # a file of code: on the site there is none to lead to
