"""How servers of several stages treat a request: what each stage hears of it, and what comes out at the end.

For `FakeServer.whole`. A picture's colour follows from all that its drawing stage was told, so that two pictures are
equal exactly when that stage was asked the same.
"""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Callable
from typing import Any, Final, Literal

from PIL import Image

from fakepainter import Body, pictures_of, png, prompt_of

Mode = Literal["two stages", "one stage", "drawing alone"]
MODES: Final[tuple[Mode, ...]] = ("two stages", "one stage", "drawing alone")
"""A reading stage before the drawing one; one that does both; one that draws whatever it is asked."""
OF_THE_FILE: Final = 52
"""The seed of a stage that is told none, as a server's own file has it."""
GUIDANCE: Final[tuple[str, ...]] = (
    "cfg_text_scale",
    "cfg_img_scale",
    "cfg_interval",
    "cfg_renorm_type",
    "guidance_scale",
)


def staged(mode: Mode, heard: list[Body] | None = None) -> Callable[[Body], Body]:
    """Replies of such a server. What drawing stages are told is added to `heard`."""

    def reply(body: Body) -> Body:
        if "messages" not in body:
            return {"data": [{"b64_json": _painted(_told(body, body.get("seed")), heard)}]}
        wanted = body.get("modalities") or ["text", "image"]
        if mode == "two stages":
            draws, seed = "image" in wanted, _second(body).get("seed", OF_THE_FILE)
        else:
            draws, seed = mode == "drawing alone" or "text" not in wanted, body.get("seed")
        if not draws:
            return _completion({"content": "B"})
        part = {
            "type": "image_url",
            "image_url": {"url": f"data:image/png;base64,{_painted(_told(body, seed), heard)}"},
        }
        return _completion(*([{"content": ""}] if "text" in wanted else []), {"content": [part]})

    return reply


def _second(body: Body) -> Body:
    stages = body.get("sampling_params_list") or []
    return dict(stages[1]) if len(stages) > 1 else {}


def _told(body: Body, seed: object) -> Body:
    given = pictures_of(body)
    size = body.get("size") or f"{body.get('width') or 1024}x{body.get('height') or 1024}"
    if given and (size == "auto" or not body.get("width")):
        size = f"{given[0].width}x{given[0].height}"
    guidance = {name: body[name] for name in GUIDANCE if name in body}
    return {"prompt": prompt_of(body), "seed": seed, "size": size, "pictures": len(given), **guidance}


def _painted(told: Body, heard: list[Body] | None) -> str:
    if heard is not None:
        heard.append(told)
    shade = zlib.crc32(json.dumps(told, sort_keys=True).encode())
    width, _, height = str(told["size"]).partition("x")
    colour = (shade & 255, shade >> 8 & 255, shade >> 16 & 255)
    return base64.b64encode(png(Image.new("RGB", (int(width), int(height)), colour))).decode()


def _completion(*messages: Any) -> Body:
    return {"choices": [{"index": n, "message": each, "finish_reason": "stop"} for n, each in enumerate(messages)]}
