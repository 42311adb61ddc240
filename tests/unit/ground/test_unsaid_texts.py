"""What a run must not say, and what is no secret."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pytest_realunify.extensions.masking import of_run
from pytest_realunify.records import Trouble
from pytest_realunify.text import harmless
from pytest_realunify.unsaid import learn, without_secrets, without_secrets_within


@pytest.fixture(autouse=True)
def _forgetful() -> Iterator[None]:
    yield
    learn([])


def test_it_is_left_out_of_texts_at_every_depth_and_of_messages() -> None:
    learn(["s3cr3t-1", "s3cr3t-1-and-more"])
    assert without_secrets("of s3cr3t-1-and-more, s3cr3t-1") == "of ***, ***"
    data = {"a": ["s3cr3t-1", 7, None], "s3cr3t-1": {"b": "x s3cr3t-1"}}
    assert without_secrets_within(data) == {"a": ["***", 7, None], "s3cr3t-1": {"b": "x ***"}}
    assert harmless("s3cr3t-1\x1b") == "***\\x1b"
    assert "s3cr3t" not in Trouble.of(OSError("with s3cr3t-1")).message


def test_a_new_run_knows_its_own_alone() -> None:
    learn(["s3cr3t-1"])
    learn(["s3cr3t-2"])
    assert without_secrets("s3cr3t-1 s3cr3t-2") == "s3cr3t-1 ***"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("OPENAI_API_KEY", "sk-abc-123456"),
        ("HF_TOKEN", "hf_abcdefgHIJ"),
        ("DB_PASSWORD", "correct horse battery"),
        ("HTTPS_PROXY", "http://me:pass-word1@proxy:3128"),
    ],
)
def test_the_environment_tells_secrets_by_their_names(name: str, value: str) -> None:
    learn(of_run([], {name: value}))
    assert "pass-word1" not in without_secrets(f"with {value}")
    assert name == "HTTPS_PROXY" or value not in without_secrets(f"with {value}")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SSH_AUTH_SOCK", "/run/user/1000/keyring/ssh"),
        ("XAUTHORITY", "/home/me/.Xauthority"),
        ("HOSTKEY_ALGORITHM", "elliptic"),
        ("USE_TOKEN", "true"),
        ("KEY_SIZE", "20261130"),
        ("TOKENIZERS_PARALLELISM", "false"),
        ("PATH", "/usr/bin:/opt/secret-tools"),
    ],
)
def test_what_may_stand_in_any_text_is_no_secret(name: str, value: str) -> None:
    assert of_run([], {name: value}) == []


def test_tables_tell_them_at_every_depth() -> None:
    table = {"served": {"adapter": "m:M", "options": [{"service_key": "k-12345678", "size": 7}]}}
    assert "k-12345678" in of_run([table], {})
