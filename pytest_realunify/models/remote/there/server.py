"""The other side's part of the conversation: one message after another, in the main thread, as a model likes it."""

from __future__ import annotations

import faulthandler
import os
import signal
import sys
import threading
from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Dict, List, Tuple

from pytest_realunify.extensions.identity import identity_of
from pytest_realunify.interfaces import supports
from pytest_realunify.models import libraries
from pytest_realunify.models.remote.there.answering import notes_of, packed, requests_of, usage_of
from pytest_realunify.models.remote.there.building import build
from pytest_realunify.models.remote.there.describing import told
from pytest_realunify.models.remote.there.facts import facts, versions
from pytest_realunify.models.remote.wire import Line
from pytest_realunify.taxonomy import VERBS

if TYPE_CHECKING:
    from PIL.Image import Image

    Message = Tuple[Dict[str, Any], List[Image]]


class CalledOffError(BaseException):
    """Raised within a call that the other side no longer waits for. No Exception: a model must not catch it."""


class Server:
    """Builds a model and answers for it. Whatever goes wrong becomes a reply."""

    def __init__(self) -> None:
        self.model: Any = None
        self.closing = False
        self._calling: int | None = None
        self._called_off: int | None = None

    def reply(self, header: Mapping[str, Any], given: Sequence[Image]) -> Message:
        """To one message."""
        if header["do"] == "ask":
            return self._answer(header, given)
        try:
            return getattr(self, f"_{header['do']}")(header), []
        except BaseException as error:  # noqa: BLE001 (loading may raise anything; the other side says what it was)
            return {"raised": told(error)}, []

    def call_off(self, number: int) -> None:
        """From another thread: ends the call of this number by an exception, if it still runs."""
        self._called_off = number
        if hasattr(signal, "pthread_kill"):
            signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGALRM)

    def alarm(self, number: int, frame: object) -> None:
        """The signal's handler, in the main thread."""
        del number, frame
        if self._calling is not None and self._calling == self._called_off:
            self._called_off = None
            raise CalledOffError

    def _facts(self, header: Mapping[str, Any]) -> dict[str, Any]:
        del header
        return {"facts": facts()}

    def _build(self, header: Mapping[str, Any]) -> dict[str, Any]:
        self.model = build(header["target"], header["settings"])
        verbs = [verb for verb in VERBS if supports(self.model, verb)]
        made = SimpleNamespace(kind=header["target"], settings=header["settings"])
        return {"verbs": verbs, "identity": identity_of(self.model, made), "versions": versions()}

    def _close(self, header: Mapping[str, Any]) -> dict[str, Any]:
        del header
        self.closing = True
        if callable(close := getattr(self.model, "close", None)):
            close()
        return {}

    def _answer(self, header: Mapping[str, Any], given: Sequence[Image]) -> Message:
        reply: dict[str, Any]
        requests = requests_of(header["requests"], given)
        pictures: list[Image] = []
        try:
            self._calling = header["number"]
            try:
                outputs = getattr(self.model, header["verb"])(requests)
            finally:
                self._calling = None
            reply = packed(header["verb"], outputs, pictures)
        except CalledOffError:
            reply = {"called off": True}
        except BaseException as error:  # noqa: BLE001 (a model may raise anything; the other side raises the like)
            said = told(error)
            reply = {"lost" if said["lost"] else "raised": said}
        if "outputs" not in reply:
            pictures.clear()
        return {**reply, "usage": usage_of(requests), "notes": notes_of(requests)}, pictures


def serve(channel: Any, control: Any) -> None:
    """Until the other side says close, or is gone: then the process ends at once, whatever its model is at."""
    settle()
    server = Server()
    if hasattr(signal, "SIGALRM"):
        signal.signal(signal.SIGALRM, server.alarm)

    def heard(number: int | None) -> None:
        if number is not None:
            server.call_off(number)
        elif not server.closing:
            os._exit(1)  # a model that computes on would hold the device that its successor needs

    control.setcallback(heard, endmarker=None)
    line = Line(channel)
    line.send({"pid": os.getpid(), "pillow": _has_pillow()})
    while not server.closing:
        header, given = line.receive()
        reply, pictures = server.reply(header, given)
        line.send({**reply, "number": header["number"]}, pictures)
        del given, pictures  # the next ones may need their memory


def settle() -> None:
    """What is printed goes where errors go: standard output is the way to the other side. Ctrl-C is for that side to
    hear, and messages about missing libraries are for this one's pip."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.dup2(2, 1)
    sys.stdout = open(1, "w", 1, encoding="utf-8", errors="backslashreplace", closefd=False)  # noqa: SIM115
    faulthandler.enable()
    libraries.INSTALL = sys.executable.replace("{", "{{").replace("}", "}}") + " -m pip install {name}"


def _has_pillow() -> bool:
    try:
        import PIL.Image  # noqa: F401
    except ImportError:
        return False
    return True
