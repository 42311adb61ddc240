"""From a template and its data to one HTML file that loads nothing and runs no script but ours.

Whatever a model, a judge or a data file wrote reaches a page in one of two ways: as text that Jinja escapes, or in a
block of JSON that our scripts read and set as `textContent`. The Content-Security-Policy names our scripts by hash, so
that markup which slipped through all the same would still run nothing and load nothing.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pytest_realunify import __version__
from pytest_realunify.datafiles.plain_folder import PlainFolder
from pytest_realunify.errors import RealUnifyError

if TYPE_CHECKING:
    from jinja2 import Environment

INSTALL: Final = "pip install 'pytest-realunify[report]'"

_ENDS_SCRIPT: Final = re.compile("<(?=/script|!--)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Page:
    """One page before it is written."""

    template: str
    title: str
    context: Mapping[str, Any]
    blocks: Mapping[str, Any]
    """Plain JSON by the id under which the scripts find it."""
    scripts: tuple[str, ...]
    """Of the package's `static` folder, in the order they run; `plotly` is plotly.js."""

    def write(self, path: Path) -> Path:
        """Replaces the file in one move. Raises RealUnifyError where it cannot be written, or a library is missing."""
        html = self.render().encode("utf-8", "replace")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            PlainFolder(path.parent).replace(path.name, html)
        except OSError as error:
            raise unwritable(path, error) from error
        return path

    def render(self) -> str:
        """The whole page."""
        scripts = {name: _plotly() if name == "plotly" else static(f"{name}.js") for name in ("theme", *self.scripts)}
        style = static("report.css")
        return (
            _environment()
            .get_template(self.template)
            .render(
                self.context,
                title=self.title,
                version=__version__,
                policy=policy(scripts.values()),
                style=_markup(style),
                theme=_markup(scripts.pop("theme")),
                blocks={name: _markup(_json(block)) for name, block in self.blocks.items()},
                scripts=[_markup(script) for script in scripts.values()],
            )
        )


def unwritable(path: Path, error: OSError) -> RealUnifyError:
    """In one line."""
    return RealUnifyError(f"the report cannot be written to {path}: {error.strerror or error}")


def policy(scripts: Iterable[str]) -> str:
    """The Content-Security-Policy: pictures and styles of the page itself, these scripts, nothing else."""
    hashes = " ".join(f"'sha256-{_hash(script)}'" for script in scripts)
    # Styles: plotly.js sets its own as it draws, and a style can neither run nor load anything under this policy.
    return (
        f"default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; img-src data: 'self'; "
        "base-uri 'none'; form-action 'none'"
    )


def static(name: str) -> str:
    """A file of the package's `static` folder."""
    return (files(__package__) / "static" / name).read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    try:
        import jinja2
    except ImportError as error:
        raise RealUnifyError(f"an HTML report needs jinja2: {INSTALL}") from error
    return jinja2.Environment(
        loader=jinja2.PackageLoader(__package__),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _plotly() -> str:
    """plotly.js, from the wheel of plotly, which itself is not imported: a quarter of a second for nothing."""
    spec = find_spec("plotly")
    places = spec.submodule_search_locations if spec is not None else None
    file = Path(places[0]) / "package_data" / "plotly.min.js" if places else None
    if file is None or not file.is_file():
        raise RealUnifyError(f"an HTML report needs plotly: {INSTALL}")
    # As the browser reads it, or its hash would be another; and it must not end the element it stands in.
    return _ENDS_SCRIPT.sub(r"<\\", file.read_text(encoding="utf-8").replace("\r\n", "\n"))


def _hash(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


def _markup(text: str) -> Any:
    from markupsafe import Markup

    return Markup(text)  # noqa: S704 -- our own files, and JSON without a letter that means anything in HTML


def _json(block: object) -> str:
    from jinja2.utils import htmlsafe_json_dumps

    # ASCII: the line separators U+2028 and U+2029, and halves of surrogate pairs, are escapes in it.
    return str(htmlsafe_json_dumps(block, dumps=json.dumps, separators=(",", ":"), allow_nan=False))
