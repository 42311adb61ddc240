"""Secrets that are known, taken out of whatever is written."""

from __future__ import annotations

import base64
import json
import logging
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_realunify.extensions.masking import MASK, SHORTEST, Masker, in_address, in_settings

TEXT = st.text(st.characters(codec="utf-8"), max_size=40)
SECRET = st.text(st.characters(codec="utf-8"), min_size=SHORTEST, max_size=20).filter(lambda each: each not in MASK * 9)


@given(SECRET, TEXT, TEXT)
def test_a_secret_is_found_in_every_spelling(secret: str, before: str, after: str) -> None:
    masker = Masker([secret])
    for spelling in (secret, quote(secret, safe=""), json.dumps(secret)[1:-1], repr(secret)[1:-1]):
        if set(spelling) <= {"*"}:
            continue
        assert spelling not in masker.mask(f"{before}{spelling}{after}").replace(MASK, "\0")


@given(TEXT, st.lists(SECRET))
def test_a_text_without_a_secret_stays(text: str, secrets: list[str]) -> None:
    masker = Masker(secrets)
    if all(each not in text for secret in secrets for each in (secret, quote(secret), json.dumps(secret)[1:-1])):
        masked = masker.mask(text)
        assert masked == text or MASK in masked


@pytest.mark.parametrize(
    ("secret", "reply", "left"),
    [
        ("blue", "It is blue.", "It is blue."),
        ("4242", "The answer is 4242.", "The answer is 4242."),
        ("hunter2", "You sent hunter2.", "You sent ***."),
        ("correcthorse", "You sent correcthorse.", "You sent ***."),
    ],
)
def test_an_answer_does_not_change_for_a_secret_that_is_a_short_word(secret: str, reply: str, left: str) -> None:
    masker = Masker([secret])
    assert masker.mask_reply(reply) == left
    assert secret not in masker.mask(reply)


def test_the_user_of_a_password_may_be_a_word_that_a_model_says() -> None:
    masker = Masker(*in_address("http://assistant:pa%24%24-1@host/v1"))
    assert masker.mask_reply("I am an assistant; pa$$-1") == "I am an assistant; ***"
    assert masker.mask("refused for assistant") == "refused for ***"


@pytest.mark.parametrize(
    ("address", "secrets"),
    [
        ("http://host/v1", set()),
        ("http://u:p%40ss@host/v1", {"p%40ss", "p@ss", base64.b64encode(b"u:p@ss").decode()}),
        ("http://t%2Dken@host/v1", {"t%2Dken", "t-ken", base64.b64encode(b"t-ken:").decode(), ""}),
        ("https://host/v1?api_key=abc&n=1&sig=d%20e", {"abc", "d e"}),
        ("http://[::1/v1", set()),
    ],
)
def test_an_address_tells_its_secrets(address: str, secrets: set[str]) -> None:
    assert in_address(address)[0] == secrets


def test_settings_tell_theirs_at_every_depth() -> None:
    given = {
        "headers": [{"Authorization": "Bearer abc-1", "Accept": "x"}],
        "credential": {"id": "abc-2", "more": ["abc-3", None, True, 77]},
        "max_tokens": 9,
        "callback": "http://u:abc-4@host",
    }
    found = set(in_settings(given))
    assert {"Bearer abc-1", "abc-1", "abc-2", "abc-3", "77", "abc-4"} <= found
    assert not found & {"x", "9", "None", "True"}


def test_what_is_logged_is_masked_with_its_arguments(caplog: pytest.LogCaptureFixture) -> None:
    logger, masker = logging.getLogger("masked-here"), Masker(["hunter2"])
    logger.addFilter(masker)
    try:
        with caplog.at_level(logging.INFO, "masked-here"):
            logger.info("to %s with %r", "http://me:hunter2@host", {"pwd": "hunter2"})
            logger.info("plain %d", 3)
    finally:
        logger.removeFilter(masker)
    assert caplog.messages == ["to http://me:***@host with {'pwd': '***'}", "plain 3"]
