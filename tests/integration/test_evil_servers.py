"""A served model or judge that is up to something: a run ends in time, keeps to its memory, and writes no secret."""

from __future__ import annotations

import base64
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from evilserver import Behaviour, EvilServer, echoing, leading, misbehaving, packed, plain, trickling
from pytest_realunify.interfaces import Request
from pytest_realunify.models.openai import OpenAI
from toybench import Bench

AS_MODEL = ["--model=served", "--realunify-suite=procedural:smoke", "--realunify-protocol=direct", "-k", "sequential"]
AS_JUDGE = [
    *("--model=reference", "--realunify-judge=vlm:served", "--realunify-suite=procedural:smoke"),
    *("--realunify-protocol=direct", "-k", "code_to_image"),
]
asked_as = pytest.mark.parametrize("asked", [AS_MODEL, AS_JUDGE], ids=["model", "judge"])


@pytest.fixture(scope="module", autouse=True)
def _whole_sdk() -> None:
    """As in test_serving: the SDK's modules stay whole."""
    with misbehaving(plain("yes")) as server:
        model = OpenAI(model="fake", base_url=server.url)
        model.understand([Request("Is it there?")])
        model.close()


def table(bench: Bench, url: str, *lines: str) -> None:
    """The team's pyproject.toml."""
    settings = [f'adapter = "openai"\nmodel = "fake"\nbase_url = "{url}"\nmax_retries = 1', *lines]
    bench.pytester.makepyprojecttoml("\n".join(["[tool.realunify.models.served]", *settings]))


@pytest.fixture
def elsewhere() -> Iterator[EvilServer]:
    with misbehaving(plain("stolen")) as server:
        yield server


def behaviour(kind: str, elsewhere: EvilServer) -> tuple[Behaviour, str]:
    """And what is said of it."""
    return {
        "trickles": (trickling(pause=0.05), "timed out"),
        "packs a bomb": (packed(300), "the reply is larger than 4 MiB (max_body_mib)"),
        "leads elsewhere": (leading(lambda _: f"{elsewhere.url}/x"), f"to another server, {elsewhere.url}/x"),
        "babbles": (plain("A" * (3 << 20)), "the reply's text is larger than 1 MiB (max_text_mib)"),
    }[kind]


KINDS = ["trickles", "packs a bomb", "leads elsewhere", "babbles"]


def check_costs_an_error(bench: Bench, elsewhere: EvilServer, kind: str, *arguments: str) -> None:
    """Of every case, in time, and nothing else."""
    behave, said = behaviour(kind, elsewhere)
    with misbehaving(behave) as server:
        table(bench, server.url, "timeout = 0.5", "deadline = 2", "max_body_mib = 4", "max_text_mib = 1")
        began = time.monotonic()
        bench.run(*arguments, "--realunify-outage=2")
        assert time.monotonic() - began < 60
        assert server.heard
    assert set(bench.verdicts.values()) == {"error"}
    journal = "".join(each.read_text("utf-8") for each in bench.folders[-1].path.rglob("*.jsonl"))
    assert said in journal
    assert elsewhere.heard == []


@pytest.mark.parametrize("kind", KINDS)
def test_an_evil_server_costs_its_cases_an_error_and_the_run_ends(
    bench: Bench, elsewhere: EvilServer, kind: str, way: list[str]
) -> None:
    check_costs_an_error(bench, elsewhere, kind, *AS_MODEL, *way)


@pytest.mark.parametrize("kind", KINDS)
def test_so_it_does_as_a_judge(bench: Bench, elsewhere: EvilServer, kind: str) -> None:
    check_costs_an_error(bench, elsewhere, kind, *AS_JUDGE, "-p", "no:xdist")


PASSWORD, WRITTEN = "p@ss-w0rd/9", "p%40ss-w0rd%2F9"
LOGIN = base64.b64encode(f"robot:{PASSWORD}".encode()).decode()
USER = "tok-3n-as-user"
KEPT = "4242"
BODY = {
    "auth": "s3cr3t-auth",
    "bearer": "s3cr3t-bearer",
    "pwd": "s3cr3t-pwd",
    "pass": "s3cr3t-pass",
    "credential": "s3cr3t-credential",
    "signature": "s3cr3t-signature",
    "X-Session-Cookie": "s3cr3t-cookie",
    "dbPassword": "s3cr3t-db",
}
SECRETS = [PASSWORD, WRITTEN, LOGIN, USER, base64.b64encode(f"{USER}:".encode()).decode(), "s3cr3t", "sk-environment"]


def written(folder: Path) -> Iterator[tuple[str, str]]:
    """Every file that a run left behind, as text."""
    for file in folder.rglob("*"):
        if file.is_file() and file.name != "pyproject.toml":
            yield str(file), file.read_bytes().decode("utf-8", "replace")


@asked_as
@pytest.mark.parametrize("status", [200, 400, 503], ids=["in replies", "in refusals", "while away"])
@pytest.mark.parametrize("login", [f"robot:{WRITTEN}@", f"{USER}@"], ids=["password", "user alone"])
def test_no_secret_is_written_whatever_a_server_echoes(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, asked: list[str], status: int, login: str
) -> None:
    pytest.importorskip("allure_pytest")
    monkeypatch.setenv("OPENAI_API_KEY", "sk-environment-1")
    with misbehaving(echoing(status)) as server:
        fields = ", ".join(f'"{name}" = "{value}"' for name, value in BODY.items())
        table(
            bench,
            server.url.replace("://", f"://{login}"),
            f"extra_body = {{ {fields}, nested = {{ list = [ {{ {fields} }} ] }}, max_tokens = {KEPT} }}",
            'extra_body_for = { understand = { stage = { max_tokens = "{max_tokens}", token_budget = 7 } } }',
        )
        result = bench.run(
            *(*asked, "--junitxml=junit.xml", "-o", "junit_logging=all", "--log-level=DEBUG", "--alluredir=allure"),
            *("--log-file=run.log", "--log-file-level=DEBUG", "--realunify-report=html,markdown,json,csv", "-rA"),
            *("-p", "no:xdist", "--realunify-outage=2"),
        )
        assert server.heard
        body = server.heard[-1][1].decode()
        assert all(value in body for value in BODY.values()), "the server gets what is its own"
    shown = result.stdout.str() + result.stderr.str()
    files = dict(written(bench.path))
    assert any(name.endswith("run.log") and "HTTP Request" in text for name, text in files.items())
    assert any(name.endswith("junit.xml") for name in files)
    for secret in SECRETS:
        assert secret not in shown
        assert [name for name, text in files.items() if secret in text] == []


def test_run_json_keeps_what_limits_tokens(bench: Bench) -> None:
    with misbehaving(plain("A")) as server:
        table(
            bench,
            server.url,
            f"extra_body = {{ max_tokens = {KEPT}, thinking = {{ budget_tokens = 5 }} }}",
            'extra_body_for = { understand = { stages = [ { max_tokens = "{max_tokens}", api_token = "x-1" } ] } }',
        )
        bench.run(*AS_MODEL, "-p", "no:xdist")
    identity = bench.folders[-1].facts()["model"]["identity"]
    assert identity["extra_body"] == {"max_tokens": 4242, "thinking": {"budget_tokens": 5}}
    assert identity["extra_body_for"] == {"understand": {"stages": [{"max_tokens": "{max_tokens}"}]}}
