"""Another interpreter as a process: started by execnet, asked one thing at a time, ended when it must be."""

from __future__ import annotations

import os
import queue
import signal
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pytest_realunify.errors import ExpiredError, ModelError
from pytest_realunify.models.libraries import one_line
from pytest_realunify.models.remote import travelling
from pytest_realunify.models.remote.faults import InterpreterGoneError
from pytest_realunify.models.remote.launching import complaint, launcher, search_path, ssh_words
from pytest_realunify.models.remote.place import Place
from pytest_realunify.models.remote.wire import Line
from pytest_realunify.records import Trouble

if TYPE_CHECKING:
    import execnet
    from PIL.Image import Image

    Message = tuple[dict[str, Any], list[Image]]

PATIENCE: Final = 1.5
"""Seconds that a call has for ending once it is called off, then its process is killed. The watchdog's own patience
with this process is 3 seconds and more."""
GOODBYE: Final = 10.0
"""Seconds for a process to end once its model is closed."""
_DYING: Final = 0.5
_LOOK_AFTER: Final = 1.0
"""Seconds between two looks at a process whose answer is waited for."""
_LOOK: Final = os.WEXITED | os.WNOWAIT | os.WNOHANG if hasattr(os, "waitid") else 0


class Interpreter:
    """One process. A call that is interrupted here is called off there, so that the next one finds it idle."""

    def __init__(self, place: Place) -> None:
        """Starts it. Raises ModelError for one that does not start, is too old or has no Pillow."""
        import execnet

        if why := complaint(place):  # tried out first: of one that does not start, execnet drops the process half open
            raise ModelError(why)
        self.place = place
        self.number = 0
        self._pid = 0
        self._ended = False
        self._group = execnet.Group(execmodel="thread")
        try:
            gateway = self._group.makegateway(_spec(place))
            self._gateway = gateway
            self._channel = gateway.remote_exec(travelling.sources()[travelling.BOOT])
            self._control = gateway.newchannel()
            where = (place.directory or str(Path.cwd()), bool(place.directory))
            hers = (travelling.sources(), where, search_path(), place.variables(), self._control)
            self._channel.send(hers)
            self._line = Line(self._channel)
            hello, _ = self._line.receive()
        except (OSError, EOFError, AssertionError, execnet.HostNotFound, execnet.RemoteError) as error:
            self.kill()
            raise ModelError(f"{place.shown} does not answer: {_told_by(error)}") from error
        except BaseException:
            self.kill()
            raise
        self._pid = int(hello["pid"])
        self._check(hello)

    @property
    def is_alive(self) -> bool:
        """Whether it can be asked, as far as is known."""
        return not self._ended and not self._channel.isclosed() and self._gateway.hasreceiver()

    def ask(self, header: Mapping[str, Any], given: Sequence[Image] = ()) -> Message:
        """The answer to a message: `raised` in it tells of an exception there.

        Raises InterpreterGoneError where the process ends instead. An exception that interrupts the waiting here calls
        the call off; where that does not end it, the process is killed.
        """
        self.number += 1
        try:
            self._line.send({**header, "number": self.number}, given)
        except OSError as error:
            raise self._gone() from error
        except BaseException:  # half a message is on its way: nobody could read the next one
            self.kill()
            raise
        try:
            answer, pictures = self._awaited()
        except (EOFError, OSError, self._channel.RemoteError) as error:
            raise self._gone() from error
        except ExpiredError as expired:
            if self._call_off():
                raise
            raise InterpreterGoneError(Trouble("timeout", f"{header.get('verb', 'a call')}: {expired}")) from expired
        except BaseException:
            self._call_off()
            raise
        return answer, pictures

    def kill(self) -> None:
        """Whatever it is at. By its number where it is a child of ours: execnet first says goodbye to it, and that
        waits where nobody reads."""
        if self._is_child():
            os.kill(self._pid, signal.SIGKILL)
        self._pid, self._ended = 0, True
        self._group.terminate(timeout=0)

    def close(self) -> dict[str, Any]:
        """Let it end in order."""
        try:
            if self.is_alive:
                return self.ask({"do": "close"})[0]
            return {}
        finally:
            self._ended = True
            self._group.terminate(timeout=GOODBYE)

    def _awaited(self) -> Message:
        """The next message. The end of the line alone would not do: a process that the model has forked holds it open
        after its own has died."""
        while (message := self._within(_LOOK_AFTER)) is None:
            if self._status() is not None:  # its last words may be on their way
                break
        message = message or self._within(_DYING)
        if message is None:
            raise EOFError
        return message

    def _within(self, seconds: float) -> Message | None:
        try:
            return self._line.receive(seconds)
        except queue.Empty:
            return None

    def _call_off(self) -> bool:
        """Whether it is idle again; else it is killed."""
        end = time.monotonic() + PATIENCE
        try:
            self._control.send(self.number)
            while (message := self._within(max(0.0, end - time.monotonic()))) is not None:
                if message[0].get("number") == self.number:
                    return True
        except (OSError, EOFError):  # gone
            pass
        except BaseException:
            self.kill()
            raise
        self.kill()
        return False

    def _gone(self) -> InterpreterGoneError:
        how = self._how_it_ended()
        self.kill()
        return InterpreterGoneError(Trouble("crash", f"the process of {self.place.shown} died{how} while it answered"))

    def _how_it_ended(self) -> str:
        """Read, and left for execnet to collect. Of a process that a command of the user's started nothing is known."""
        end = time.monotonic() + _DYING
        while self._is_child() and time.monotonic() < end:
            if (status := self._status()) is not None:
                exited = status.si_code == os.CLD_EXITED
                return f" (exit code {status.si_status})" if exited else f" ({_signal(status.si_status)})"
            time.sleep(0.01)
        return ""

    def _is_child(self) -> bool:
        """Whether the number is one of this process's children: in a container it would be somebody else's."""
        if not self._pid or self.place.ssh or not hasattr(os, "waitid"):
            return False
        try:
            os.waitid(os.P_PID, self._pid, _LOOK)
        except ChildProcessError:
            return False
        return True

    def _status(self) -> Any:
        """How it ended; None where it has not, or nobody can tell."""
        return os.waitid(os.P_PID, self._pid, _LOOK) if self._is_child() else None

    def _check(self, hello: Mapping[str, Any]) -> None:
        if not hello["pillow"]:
            self.kill()
            command = f"{' '.join(self.place.python)} -m pip install pillow"
            raise ModelError(f"{self.place.shown} has no Pillow, and no picture can be handed over: {command}")


def _spec(place: Place) -> execnet.XSpec:
    import execnet

    spec = execnet.XSpec("ssh=there" if place.ssh else "popen")
    if place.ssh:
        spec.ssh = ssh_words(place)
    spec.python = launcher(place)
    spec.execmodel = "main_thread_only"  # a model's libraries like the main thread, and signals need it
    return spec


def _signal(number: int) -> str:
    try:
        return f"{signal.Signals(number).name}{', out of memory?' if number == signal.SIGKILL else ''}"
    except ValueError:
        return f"signal {number}"


def _told_by(error: BaseException) -> str:
    """The last line of a traceback from there."""
    lines = str(error).strip().splitlines()
    return one_line(Exception(lines[-1])) if lines else type(error).__name__
