"""The drawing half of the fake server: requests with pictures in them, and replies in every shape that servers use."""

from __future__ import annotations

import base64
import io
from typing import Any, Final

from PIL import Image

Body = dict[str, Any]

SHAPES: Final = ("images", "later choice", "inline", "link")
"""How a chat completion holds its picture: beside the content, among the content's parts of the second choice (the
first being text), within the text, or elsewhere."""
FLAWS: Final = ("no picture", "broken base64", "cut off")
"""What a drawing can suffer from under status 200."""

TOKENS: Final = {"input": 3, "output": 7}
"""What everything costs."""


def prompt_of(body: Body) -> str:
    """The text of a request to any endpoint."""
    return str(body["prompt"] if "prompt" in body else body["messages"][0]["content"][-1]["text"])


def pictures_of(body: Body) -> list[Image.Image]:
    """The pictures of a request: files of a form, or data URIs of a message."""
    return [Image.open(io.BytesIO(data)) for data in files_of(body)]


def files_of(body: Body) -> list[bytes]:
    """The same as they came."""
    if "messages" in body:
        parts = [part["image_url"]["url"] for part in body["messages"][0]["content"][:-1]]
        return [base64.b64decode(uri.partition(",")[2]) for uri in parts]
    return [value for name, value in body.items() if isinstance(value, bytes) and name.startswith("image")]


def form(content_type: str, data: bytes) -> Body:
    """The fields of a multipart form: text, or the bytes of a file."""
    boundary = content_type.partition("boundary=")[2].strip('"').encode()
    fields: Body = {}
    for part in data.split(b"--" + boundary)[1:-1]:
        head, _, value = part.removeprefix(b"\r\n").removesuffix(b"\r\n").partition(b"\r\n\r\n")
        name = head.partition(b'name="')[2].partition(b'"')[0].decode()
        if name in fields:
            name = f"{name}{len(fields)}"
        fields[name] = value if b"filename=" in head else value.decode()
    return fields


def png(picture: Image.Image) -> bytes:
    """A picture's file."""
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    return buffer.getvalue()


def drawing(data: bytes, flaw: str | None) -> Body:
    """The images endpoints' reply with a file."""
    found = [] if flaw == "no picture" else [{"b64_json": _base64(data, flaw)}]
    usage = {"input_tokens": TOKENS["input"], "output_tokens": TOKENS["output"]}
    return {"created": 1, "data": found, "usage": usage}


def completion(*messages: Body) -> Body:
    """A chat completion with a choice per message."""
    choices = [
        {"index": index, "message": {"role": "assistant", **message}, "finish_reason": "stop"}
        for index, message in enumerate(messages)
    ]
    usage = {"prompt_tokens": TOKENS["input"], "completion_tokens": TOKENS["output"], "total_tokens": 10}
    return {"id": "1", "object": "chat.completion", "choices": choices, "usage": usage}


def shown(data: bytes, shape: str, flaw: str | None, link: str) -> Body:
    """A chat completion with a picture in one of SHAPES."""
    if flaw == "no picture":
        return completion({"content": "I would rather describe it."})
    uri = link if shape == "link" else f"data:image/png;base64,{_base64(data, flaw)}"
    part = {"type": "image_url", "image_url": {"url": uri}}
    if shape == "later choice":
        return completion({"content": "Here it is."}, {"content": [{"type": "text", "text": "Done."}, part]})
    if shape == "inline":
        return completion({"content": f"Here it is: ![a drawing]({uri})\nAnything else?"})
    return completion({"content": "Here it is.", "images": [part]})


def _base64(data: bytes, flaw: str | None) -> str:
    whole_header = 45  # of a PNG: what is cut off before it is no picture at all
    text = base64.b64encode(data[: max(whole_header, len(data) // 2)] if flaw == "cut off" else data).decode()
    return text[: len(text) // 8 * 4 + 1] if flaw == "broken base64" else text
