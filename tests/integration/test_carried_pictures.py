"""One encoding per picture: what a server drew is stored, judged, edited and read as the bytes that came."""

from __future__ import annotations

import hashlib
import io
import random
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any, Final

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from fakepainter import Body, files_of, pictures_of, prompt_of
from fakeserver import FakeServer, serving
from pngparts import saved
from pytest_realunify.datafiles import carried, plain_png, writing
from pytest_realunify.interfaces import Request
from pytest_realunify.models.openai import OpenAI
from pytest_realunify.models.openai import pictures as received
from pytest_realunify.records import Result
from toybench import Bench

SUITE: Final = ["--realunify-suite=procedural:smoke", "--realunify-protocol=stepwise"]
CHOSEN: Final = ["-k", "sequential or iteration or branching"]
GEU, UEG = 1, 2
"""Cases of these."""
DRAWN = GEU + UEG


@pytest.fixture(scope="module", autouse=True)
def _whole_sdk() -> None:
    """As in test_serving."""
    with serving() as server:
        model = OpenAI(model="fake", base_url=server.url)
        model.understand([Request("Is it there?")])
        model.close()


def picture_for(prompt: str) -> Image.Image:
    """Noise: no two prompts have one picture."""
    return Image.frombytes("RGB", (24, 16), random.Random(prompt).randbytes(3 * 24 * 16))


def texts(prompt: str) -> PngInfo:
    info = PngInfo()
    info.add_text("prompt", prompt)
    info.add_text("key", "sk-in-a-picture-0123456789")
    return info


def as_jpeg(prompt: str) -> bytes:
    buffer = io.BytesIO()
    picture_for(prompt).save(buffer, "JPEG")
    return buffer.getvalue()


FORMS: Final[dict[str, Callable[[str], bytes]]] = {
    "plain": lambda prompt: saved(picture_for(prompt), compress_level=9),
    "another plain": lambda prompt: saved(picture_for(prompt), compress_level=0),
    "with texts": lambda prompt: saved(picture_for(prompt), compress_level=9, pnginfo=texts(prompt)),
    "with alpha": lambda prompt: saved(picture_for(prompt).convert("RGBA")),
}


class Drawer:
    """What the server sends and says."""

    def __init__(self, server: FakeServer, form: Callable[[str], bytes]) -> None:
        self.sent: list[bytes] = []
        self._form = form
        server.paint = self.paint
        server.reply = self.reply

    def paint(self, body: Body) -> bytes:
        self.sent.append(self._form(prompt_of(body)))
        return self.sent[-1]

    def reply(self, body: Body) -> str:
        """By the prompt and the pixels, in whatever file they come."""
        pixels = b"".join(each.convert("RGB").tobytes() for each in pictures_of(body))
        chance = random.Random(prompt_of(body).encode() + pixels)
        return chance.choice(["yes", "no"] if "yes or no" in prompt_of(body).lower() else "ABCD")


@pytest.fixture
def server() -> Iterator[FakeServer]:
    with serving() as server:
        yield server


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often the plugin has encoded and decoded a picture since."""
    done: Counter[str] = Counter()
    lock = threading.Lock()

    def counting(name: str, place: Any, what: str) -> None:
        inner = getattr(place, what)

        def counted(*args: Any, **named: Any) -> Any:
            with lock:
                done[name] += 1
            return inner(*args, **named)

        monkeypatch.setattr(place, what, counted)

    counting("encoded", writing, "_written")
    counting("decoded", carried, "PngImageFile")
    counting("decoded", received, "opened")
    return done


def run(
    bench: Bench, server: FakeServer, *options: str, images: str = "images", adapter: str = "openai"
) -> dict[str, Result]:
    """A run of the served model, judged by the same server. Its results."""
    server.bodies.clear()
    server.paths.clear()
    table = f'adapter = "{adapter}"\nmodel = "fake"\nbase_url = "{server.url}"\nimages = "{images}"'
    bench.pytester.makepyprojecttoml(f"[tool.realunify.models.served]\n{table}")
    bench.run("--model=served", "--realunify-judge=vlm:served", *SUITE, *options)
    return bench.results


def stored(bench: Bench) -> dict[str, bytes]:
    """The run's pictures by the sha256 in their names."""
    return {file.stem: file.read_bytes() for file in bench.folders[-1].images.glob("*.png")}


@pytest.mark.parametrize("images", ["images", "chat"])
def test_what_the_server_drew_is_stored_judged_edited_and_read_as_it_came(
    bench: Bench, server: FakeServer, work: Counter[str], images: str
) -> None:
    drawer = Drawer(server, FORMS["plain"])
    results = run(bench, server, "-p", "no:xdist", *CHOSEN, images=images)
    kept = stored(bench)
    assert len(drawer.sent) == DRAWN
    assert set(drawer.sent) <= set(kept.values())
    assert {hashlib.sha256(data).hexdigest() for data in drawer.sent} <= kept.keys()
    given = [data for body in server.bodies for data in files_of(body)]
    assert set(given) == set(kept.values()), "judged, edited and read is what lies there"
    polls = sum(len(each.polls) for each in results.values())
    assert len(given) == polls + 2 * GEU
    assert work == {"encoded": GEU}, "the suite's own pictures, once each; no pixel was looked at"


def test_a_plain_file_of_the_data_set_is_sent_as_it_lies_there(
    bench: Bench, server: FakeServer, work: Counter[str]
) -> None:
    bench.data("ABCD")
    Drawer(server, FORMS["plain"])
    run(bench, server, "--realunify-suite=official:data", "--realunify-protocol=direct", "-p", "no:xdist")
    files = {file.read_bytes() for file in (bench.path / "data").rglob("*.png")}
    given = [data for body in server.bodies for data in files_of(body)]
    assert set(given) == files
    assert len(given) == len(bench.results) == 4
    assert work == {}


def test_texts_in_a_picture_are_neither_stored_nor_sent_on(
    bench: Bench, server: FakeServer, work: Counter[str]
) -> None:
    drawer = Drawer(server, FORMS["with texts"])
    run(bench, server, "-p", "no:xdist", *CHOSEN)
    kept = stored(bench)
    bare = {plain_png.plain(data) for data in drawer.sent}
    assert len(drawer.sent) == DRAWN
    assert bare <= set(kept.values())
    assert not any(b"sk-in-a-picture" in data for data in kept.values())
    assert not any(b"sk-in-a-picture" in data for body in server.bodies for data in files_of(body))
    assert work == {"encoded": GEU}


def test_another_format_is_decoded_and_encoded_once(bench: Bench, server: FakeServer, work: Counter[str]) -> None:
    Drawer(server, as_jpeg)
    run(bench, server, "-p", "no:xdist", *CHOSEN)
    assert work == {"encoded": GEU + DRAWN, "decoded": DRAWN}
    assert {data for body in server.bodies for data in files_of(body)} == set(stored(bench).values())


def verdicts(results: dict[str, Result]) -> dict[str, Any]:
    return {case: (each.verdict, [poll.reply for poll in each.polls]) for case, each in results.items()}


WAYS: Final = {
    "another plain": ["-p", "no:xdist"],
    "with texts": ["-n", "0"],
    "with alpha": ["-n", "2"],
}


@pytest.mark.parametrize("form", WAYS)
def test_verdicts_are_the_same_in_whatever_file_the_same_pixels_come(
    bench: Bench, server: FakeServer, form: str
) -> None:
    Drawer(server, FORMS["plain"])
    found, names = verdicts(run(bench, server, "-p", "no:xdist", *CHOSEN)), set(stored(bench))
    assert {reply for _, replies in found.values() for reply in replies} == {"yes", "no"}
    Drawer(server, FORMS[form])
    assert verdicts(run(bench, server, *WAYS[form], *CHOSEN)) == found
    assert (set(stored(bench)) == names) == (form == "with texts"), (
        "texts beside make no other picture, another file is"
    )


DRAWS_ON: Final = """
from PIL import ImageDraw
from pytest_realunify.models.openai import OpenAI

class DrawsOn(OpenAI):
    def understand(self, requests):
        replies = []
        for request in requests:
            for colour in ("red", "lime"):
                ImageDraw.Draw(request.images[0]).rectangle((0, 0, 3, 3), colour)
                replies = super().understand([request])
        return replies
"""


@pytest.mark.parametrize("images", ["images", "chat"])
def test_what_a_model_draws_on_a_picture_is_what_its_server_is_sent(
    bench: Bench, server: FakeServer, images: str
) -> None:
    drawer = Drawer(server, FORMS["plain"])
    bench.pytester.makepyfile(marking=DRAWS_ON)
    results = run(bench, server, "-p", "no:xdist", "-k", "sequential", adapter="marking:DrawsOn", images=images)
    edited, *asked = [each for body in server.bodies for each in pictures_of(body)]
    assert [each.getpixel((0, 0)) for each in asked] == [(255, 0, 0), (0, 255, 0)]
    assert [each.crop((4, 4, 24, 16)).tobytes() for each in asked] == [
        picture_for(prompt_of(server.bodies[0])).crop((4, 4, 24, 16)).tobytes()
    ] * 2
    kept = stored(bench)
    [(_, result)] = results.items()
    assert kept[str(result.steps[0].output)] == drawer.sent[0], "what is kept is what was drawn"
    assert len(kept) == 2
    assert edited.size != (24, 16)
