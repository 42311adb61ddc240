"""A hub of our own files, as far as huggingface_hub's client asks one: revisions, trees, files by commit."""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
import threading
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

REPO = "a-team/their-data"


class FakeHub(ThreadingHTTPServer):
    """One data set. Every request is a line in `asked`."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.commits: dict[str, dict[str, bytes]] = {}
        """Files by path, by commit."""
        self.branches: dict[str, str] = {}
        self.gated = self.hidden = self.gone = False
        self.cut: dict[str, int] = {}
        """Files that end after so many bytes, whatever was announced."""
        self.asked: list[str] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def leave(self) -> None:
        """Nobody answers any more, on connections that are open either."""
        self.gone = True
        self.shutdown()
        self.server_close()

    def push(self, files: Mapping[str, bytes], branch: str = "main") -> str:
        """A new commit."""
        commit = hashlib.sha1(repr((len(self.commits), sorted(files.items()))).encode()).hexdigest()  # noqa: S324
        self.commits[commit] = dict(files)
        self.branches[branch] = commit
        return commit

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is no news."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: FakeHub

    def do_HEAD(self) -> None:
        self._answer(body=False)

    def do_GET(self) -> None:
        self._answer(body=True)

    def _answer(self, body: bool) -> None:
        hub, path = self.server, unquote(urlsplit(self.path).path)
        if hub.gone:
            self.close_connection = True
            return
        hub.asked.append(f"{self.command} {path}")
        api, files = f"/api/datasets/{REPO}/", f"/datasets/{REPO}/resolve/"
        if hub.hidden or not path.startswith((api, files)):
            self._refuse(404, "RepoNotFound")
            return
        kind, _, rest = path.removeprefix(api).partition("/") if path.startswith(api) else ("", "", "")
        revision, _, name = (rest if kind else path.removeprefix(files)).partition("/")
        commit = hub.branches.get(revision, revision)
        if commit not in hub.commits:
            self._refuse(404, "RevisionNotFound")
        elif kind == "revision":
            self._send(json.dumps({"id": REPO, "sha": commit, "private": False, "siblings": []}).encode(), body)
        elif kind == "tree":
            self._send(json.dumps([_entry(path, data) for path, data in hub.commits[commit].items()]).encode(), body)
        elif hub.gated:
            self._refuse(403, "GatedRepo")
        elif name not in hub.commits[commit]:
            self._refuse(404, "EntryNotFound")
        else:
            data = hub.commits[commit][name]
            etag = {"ETag": f'"{hashlib.sha256(data).hexdigest()}"', "X-Repo-Commit": commit}
            self._send(data, body, etag, hub.cut.get(name))

    def _refuse(self, status: int, code: str) -> None:
        self.send_response(status)
        self.send_header("X-Error-Code", code)
        self.send_header("X-Error-Message", f"{code} it is")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _send(self, data: bytes, body: bool, more: Mapping[str, str] | None = None, end: int | None = None) -> None:
        start = 0
        if (asked := self.headers.get("Range", "")).startswith("bytes="):
            start = int(asked.removeprefix("bytes=").partition("-")[0] or 0)
        self.send_response(206 if start else 200)
        head = {"Content-Type": "application/json", **(more or {}), "Content-Length": str(len(data) - start)}
        for name, value in head.items():
            self.send_header(name, value)
        self.end_headers()
        if body:
            self.wfile.write(data[start:end])
            self.close_connection = end is not None

    def log_message(self, *_: object) -> None:
        """Not on standard error."""


def _entry(path: str, data: bytes) -> dict[str, Any]:
    oid = hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()  # noqa: S324 (git's own)
    large = {"lfs": {"oid": hashlib.sha256(data).hexdigest(), "size": len(data), "pointerSize": 130}}
    return {"type": "file", "path": path, "size": len(data), "oid": oid, **(large if len(data) > 500 else {})}


@contextmanager
def hub() -> Iterator[FakeHub]:
    """Serving until the end of the block, or until it is closed."""
    server = FakeHub()
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


def files_of(folder: Path) -> dict[str, bytes]:
    """All files of a folder by path."""
    files = (file for file in sorted(folder.rglob("*")) if file.is_file())
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in files}


def zipped(files: Mapping[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return packed.getvalue()


def tarred(files: Mapping[str, bytes], links: Mapping[str, str] | None = None) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
        for name, target in (links or {}).items():
            info = tarfile.TarInfo(name)
            info.type, info.linkname = tarfile.SYMTYPE, target
            archive.addfile(info)
    return packed.getvalue()
