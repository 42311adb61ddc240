"""What can be set for an OpenAI-compatible model, and where its key comes from."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_realunify.errors import UsageError
from pytest_realunify.extensions.public import public, without_credentials
from pytest_realunify.models.openai.settings import HOSTED, Settings
from pytest_realunify.models.resolve import resolve

PLACE = "[tool.realunify.models.x]"


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)


def settings(**given: Any) -> Settings:
    return Settings.of({"model": "m", **given}, PLACE)


@pytest.mark.parametrize("name", ["api_key", "extra_headers", "token"])
def test_a_key_in_a_table_is_refused_with_what_to_do_and_is_not_quoted(name: str) -> None:
    with pytest.raises(UsageError, match="Set OPENAI_API_KEY in the environment") as raised:
        settings(**{name: "sk-secret"})
    assert f"{name} is not a setting" in str(raised.value)
    assert "sk-secret" not in str(raised.value)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"modle": "x"}, "unknown setting in .*: 'modle'. Did you mean 'model'"),
        ({"model": ""}, "needs a model"),
        ({"timeout": "long"}, "Expected `float`, got `str`"),
        ({"timeout": 0}, "must be above 0"),
        ({"concurrency": 0}, "must be above 0"),
        ({"max_retries": -1}, "at least 0"),
        ({"detail": "fine"}, "Invalid enum value 'fine'"),
        ({"base_url": "localhost:8000"}, "base_url is no address"),
        ({"base_url": "http://[::1"}, "base_url is no address"),
    ],
)
def test_a_setting_that_cannot_be_is_refused_with_its_place(given: dict[str, Any], said: str) -> None:
    with pytest.raises(UsageError, match=said) as raised:
        settings(**given)
    assert PLACE in str(raised.value)


def test_the_address_comes_from_the_table_then_the_environment_then_the_sdk(monkeypatch: pytest.MonkeyPatch) -> None:
    assert settings().base_url == HOSTED
    monkeypatch.setenv("OPENAI_BASE_URL", "http://gateway/v1")
    assert settings().base_url == "http://gateway/v1"
    assert settings(base_url="http://mine/v1").base_url == "http://mine/v1"


def test_the_key_comes_from_the_environment_s_variable_of_the_table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", " one\n")
    monkeypatch.setenv("OTHER", "two")
    assert settings().key() == "one"
    assert settings(api_key_env="OTHER").key() == "two"


@pytest.mark.parametrize(
    "host", ["localhost:8000", "127.0.0.1", "10.1.2.3", "192.168.1.7:80", "[::1]:80", "gpu-box", "gpu.local"]
)
def test_a_server_in_the_house_needs_no_key(host: str) -> None:
    assert settings(base_url=f"http://{host}/v1").key() == "none"


@pytest.mark.parametrize("host", ["api.openai.com", "8.8.8.8", "example.org:8000"])
def test_a_server_out_of_the_house_does(host: str) -> None:
    with pytest.raises(UsageError, match="set OPENAI_API_KEY in the environment"):
        settings(base_url=f"https://{host}/v1").key()
    assert settings(base_url=f"https://{host}/v1", api_key_env="none").key() == "none"


def test_what_cannot_be_is_said_when_the_name_is_resolved() -> None:
    with pytest.raises(UsageError, match=r"no API key for api\.openai\.com"):
        resolve("openai:gpt", {})
    with pytest.raises(UsageError, match="--model=openai: needs a model"):
        resolve("openai:", {})
    with pytest.raises(UsageError, match=r"unknown setting in \[tool.realunify.models.x\]: 'modle'"):
        resolve("x", {"x": {"adapter": "openai", "modle": "gpt"}})


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        (
            {"a": 1, "api_key": "x", "b": {"Authorization": "x", "c": [{"secret": "x", "d": 1.5}]}},
            {"a": 1, "b": {"c": [{"d": 1.5}]}},
        ),
        ({"max_tokens": 8, "tokens": "x", "stop": None, "on": True}, {"max_tokens": 8, "stop": None, "on": True}),
        (
            {"max_tokens": "{max_tokens}", "stages": [{"tokens": {"most": "{max_tokens}"}, "api_token": "{seed}"}]},
            {"max_tokens": "{max_tokens}", "stages": [{"tokens": {"most": "{max_tokens}"}}]},
        ),
        ({"access_tokens": ["x"], "token_budget": 7, "tokenizer": "bpe"}, {"token_budget": 7, "tokenizer": "bpe"}),
        ({"note": "by way of http://me:pw@proxy:1"}, {"note": "by way of http://proxy:1"}),
        ({"url": "https://me:pw@host:1/v1/?key=x#f"}, {"url": "https://host:1/v1"}),
        ({"text": "me@host?x"}, {"text": "me@host?x"}),
    ],
)
def test_what_is_shown_of_settings_opens_no_door(given: object, shown: object) -> None:
    assert public(given) == shown


@pytest.mark.parametrize(
    "name",
    [
        *("auth", "X-Auth", "oauth", "basicAuth", "Authorization", "authentication", "bearer", "bearer_value", "pwd"),
        *(
            "DB_PWD",
            "pass",
            "smtp-pass",
            "password",
            "passwd",
            "passphrase",
            "credential",
            "credentials",
            "awsCredentials",
        ),
        *(
            "signature",
            "X-Signature",
            "sig",
            "cookie",
            "Set-Cookie",
            "cookies",
            "apiKey",
            "apikey",
            "access-key",
            "key2",
        ),
        *("client_secret", "id_token", "tokens"),
    ],
)
def test_a_key_that_speaks_of_a_secret_takes_its_value_with_it(name: str) -> None:
    assert public({name: "x", "in": [{name: {"deep": "x"}}]}) == {"in": [{}]}


@pytest.mark.parametrize(
    "name",
    ["author", "authors", "passes", "compass", "bypass_cache", "design", "keyframes", "max_tokens", "detokenize"],
)
def test_a_key_that_only_looks_so_is_shown(name: str) -> None:
    assert public({name: 3}) == {name: 3}


def test_an_address_that_is_none_is_not_shown() -> None:
    assert without_credentials("http://me:pw@[::1/v1") == ""
