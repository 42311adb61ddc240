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
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pytest_realunify import __version__
from pytest_realunify.datafiles.plain_folder import PlainFolder
from pytest_realunify.errors import RealUnifyError
from pytest_realunify.reporting.html.thumbnails import Thumbnail

if TYPE_CHECKING:
    from jinja2 import Environment

INSTALL: Final = "pip install 'pytest-realunify[report]'"

_ENDS_SCRIPT: Final = re.compile("<(?=/script|!--)", re.IGNORECASE)
_LONGEST_END: Final = len("</script") - 1
"""Letters of an end that is not whole yet."""

_BLOCK: Final = 1 << 16
"""Letters of a page that are held before they are written."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page before it is written."""

    template: str
    title: str
    context: Mapping[str, Any]
    blocks: Mapping[str, Any]
    """Plain JSON by the id under which the scripts find it; thumbnails in it become their data URIs."""
    scripts: tuple[str, ...]
    """Of the package's `static` folder, in the order they run; `plotly` is plotly.js."""

    def write(self, path: Path) -> Path:
        """Replaces the file in one move. Raises RealUnifyError where it cannot be written, or a library is missing."""
        pieces = self._pieces()  # what is missing is said before anything is made
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            PlainFolder(path.parent).replace(path.name, _in_blocks(pieces))
        except OSError as error:
            raise unwritable(path, error) from error
        return path

    def render(self) -> str:
        """The whole page."""
        return "".join(self._pieces())

    def _pieces(self) -> Iterator[str]:
        """The page as it is written: plotly.js and the pictures are most of it, and are never held all at once."""
        # What is long has a word in its place, which nobody who writes into a page can know.
        place = f"realunify-{secrets.token_hex(16)}-"
        scripts = [Script.of(name) for name in ("theme", *self.scripts)]
        long: dict[str, Callable[[], Iterator[str]]] = {
            f"{place}{name}": partial(_json, block) for name, block in self.blocks.items()
        }
        long |= {f"{place}{number}": script.pieces for number, script in enumerate(scripts)}
        page = (
            _environment()
            .get_template(self.template)
            .generate(
                self.context,
                title=self.title,
                version=__version__,
                policy=policy(script.hash for script in scripts),
                style=_markup(static("report.css")),
                theme=f"{place}0",
                blocks={name: f"{place}{name}" for name in self.blocks},
                scripts=[f"{place}{number}" for number in range(1, len(scripts))],
            )
        )
        return _filled(page, place, long)


@dataclass(frozen=True, slots=True)
class Script:
    """One of ours, or plotly.js."""

    pieces: Callable[[], Iterator[str]]
    hash: str
    """Its sha256 in base64, by which the policy knows it."""

    @classmethod
    def of(cls, name: str) -> Script:
        """Of the package's `static` folder; `plotly` is plotly.js. Raises RealUnifyError where it is not installed."""
        pieces = partial(_plotly, _plotly_file()) if name == "plotly" else partial(_one, static(f"{name}.js"))
        digest = hashlib.sha256()
        for piece in pieces():
            digest.update(piece.encode())
        return cls(pieces, base64.b64encode(digest.digest()).decode())


def _one(text: str) -> Iterator[str]:
    yield text


def _filled(page: Iterable[str], place: str, long: Mapping[str, Callable[[], Iterator[str]]]) -> Iterator[str]:
    """`place` begins the names of what is long."""
    for piece in page:
        if piece in long:  # templates give each of them in a piece of its own
            yield from long[piece]()
        else:
            assert place not in piece
            yield piece


def _in_blocks(pieces: Iterable[str]) -> Iterator[bytes]:
    """Of some length: a template gives a few letters at a time."""
    held: list[str] = []
    length = 0
    for piece in pieces:
        held.append(piece)
        length += len(piece)
        if length >= _BLOCK:
            yield "".join(held).encode("utf-8", "replace")
            held, length = [], 0
    yield "".join(held).encode("utf-8", "replace")


def unwritable(path: Path, error: OSError) -> RealUnifyError:
    """In one line."""
    return RealUnifyError(f"the report cannot be written to {path}: {error.strerror or error}")


def policy(scripts: Iterable[str]) -> str:
    """The Content-Security-Policy: pictures and styles of the page itself, scripts of these hashes, nothing else."""
    hashes = " ".join(f"'sha256-{script}'" for script in scripts)
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


def _plotly_file() -> Path:
    """plotly.js, from the wheel of plotly, which itself is not imported: a quarter of a second for nothing."""
    spec = find_spec("plotly")
    places = spec.submodule_search_locations if spec is not None else None
    file = Path(places[0]) / "package_data" / "plotly.min.js" if places else None
    if file is None or not file.is_file():
        raise RealUnifyError(f"an HTML report needs plotly: {INSTALL}")
    return file


def _plotly(file: Path) -> Iterator[str]:
    """As the browser reads it, or its hash would be another; and it must not end the element it stands in."""
    with file.open(encoding="utf-8", newline=None) as script:
        held = ""
        while piece := script.read(_BLOCK):
            held += piece
            # Not within what may become an end of the element.
            cut = held.rfind("<", -_LONGEST_END) if "<" in held[-_LONGEST_END:] else len(held)
            yield _ENDS_SCRIPT.sub(r"<\\", held[:cut])
            held = held[cut:]
        yield _ENDS_SCRIPT.sub(r"<\\", held)


def _markup(text: str) -> Any:
    from markupsafe import Markup

    return Markup(text)  # noqa: S704 -- our own files, and JSON without a letter that means anything in HTML


def _json(block: object) -> Iterator[str]:
    """Lists within objects by their members, of which a picture may be one."""
    if isinstance(block, Mapping):
        for number, (name, value) in enumerate(block.items()):
            yield f"{',' if number else '{'}{_dumped(name)}:"
            yield from _json(value)
        yield "}" if block else "{}"
    elif isinstance(block, list):
        yield "["
        for number, member in enumerate(block):
            yield f",{_dumped(member)}" if number else _dumped(member)
        yield "]"
    else:
        yield _dumped(block)


def _dumped(value: object) -> str:
    from jinja2.utils import htmlsafe_json_dumps

    # ASCII: the line separators U+2028 and U+2029, and halves of surrogate pairs, are escapes in it.
    return str(htmlsafe_json_dumps(value, dumps=json.dumps, separators=(",", ":"), allow_nan=False, default=_uri))


def _uri(value: object) -> str:
    """Made as it is written, since most of a page is pictures."""
    if isinstance(value, Thumbnail):
        return value.uri
    raise TypeError(f"{type(value).__name__} is no JSON")
