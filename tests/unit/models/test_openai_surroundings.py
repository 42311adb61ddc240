"""A connection that fails because of what the environment says is told with the variable that says it."""

from __future__ import annotations

import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from fakeserver import FakeServer, serving
from pytest_realunify.errors import ModelError
from pytest_realunify.interfaces import Request
from pytest_realunify.models.openai import OpenAI
from pytest_realunify.models.openai.surroundings import proxy, scrubbed

VARIABLES = [
    *("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "all_proxy", "no_proxy"),
    *("SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"),
]


@pytest.fixture(autouse=True)
def _bare(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("OPENAI_API_KEY", "sk-0123456789")


def failure(url: str) -> str:
    """What a request fails with."""
    model = OpenAI(model="fake", base_url=url, max_retries=0, timeout=5)
    [error] = model.understand([Request("a")])
    model.close()
    assert isinstance(error, ModelError)
    return str(error)


def closed() -> str:
    with serving() as gone:
        return gone.url.removesuffix("/v1")


@pytest.mark.parametrize("variable", ["HTTP_PROXY", "http_proxy", "ALL_PROXY"])
def test_a_proxy_that_is_not_there_is_named_and_its_password_is_not(
    monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    place = closed()
    monkeypatch.setenv(variable, place.replace("://", "://me:hunter2@"))
    said = failure("http://models.example.org/v1")
    assert f"through the proxy of {variable}: {place} (NO_PROXY lists what goes without)" in said
    assert "hunter2" not in said


@pytest.mark.parametrize("status", [407, 502, 503, 504])
def test_a_proxy_that_answers_in_a_server_s_place_is_named(monkeypatch: pytest.MonkeyPatch, status: int) -> None:
    with answering(status) as place:
        monkeypatch.setenv("HTTP_PROXY", place)
        said = failure("http://models.example.org/v1")
    assert f"status {status}" in said
    assert "through the proxy of HTTP_PROXY" in said


def test_what_goes_without_a_proxy_is_told_without_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", closed())
    monkeypatch.setenv("NO_PROXY", "example.org, 127.0.0.1")
    assert "proxy" not in failure(f"{closed()}/v1").lower()


def test_a_status_of_the_server_itself_says_nothing_of_proxies() -> None:
    with serving() as server:
        server.fault = lambda *_: "503"
        assert "proxy" not in failure(server.url).lower()


@pytest.mark.parametrize(
    ("listed", "goes_through"),
    [
        ("", True),
        ("*", False),
        ("example.org", False),
        (".example.org", False),
        ("*.example.org", False),
        ("models.example.org", False),
        ("ample.org", True),
        ("localhost,other.org", True),
        ("10.0.0.0/8", True),
    ],
)
def test_no_proxy_is_read_as_the_client_reads_it(listed: str, goes_through: bool) -> None:
    environ = {"https_proxy": "proxy:3128", "NO_PROXY": listed}
    assert (proxy("https://models.example.org/v1", environ) is not None) == goes_through


def test_networks_go_without_a_proxy() -> None:
    environ = {"HTTP_PROXY": "http://proxy:3128", "no_proxy": "10.0.0.0/8"}
    assert proxy("http://10.1.2.3:8000/v1", environ) is None
    assert proxy("http://11.1.2.3:8000/v1", environ) == ("HTTP_PROXY", "http://proxy:3128")


def test_the_scheme_s_own_variable_comes_first_and_in_small_letters() -> None:
    environ = {"ALL_PROXY": "http://all", "HTTPS_PROXY": "http://big", "https_proxy": "me:pw@small:1"}
    assert proxy("https://a.org", environ) == ("https_proxy", "small:1")
    assert proxy("http://a.org", environ) == ("ALL_PROXY", "http://all")


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("HTTP_PROXY", "foo://me:hunter2@proxy:1", "HTTP_PROXY is foo://proxy:1"),
        ("HTTPS_PROXY", "foo://me:hunter2@proxy:1", "HTTPS_PROXY is foo://proxy:1"),
        ("all_proxy", "http://me:hunter2@proxy:port", "all_proxy is http://proxy:port"),
        ("HTTP_PROXY", "http://[::1", "HTTP_PROXY is http://[::1"),
        ("SSL_CERT_FILE", "/nowhere/ca.pem", "SSL_CERT_FILE is /nowhere/ca.pem"),
    ],
)
def test_a_variable_with_which_no_client_can_be_made_is_named(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, said: str
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(ModelError, match=r"^no connection to http://models\.example\.org/v1 can be made: ") as caught:
        OpenAI(model="fake", base_url="http://models.example.org/v1")
    assert str(caught.value).endswith(said)
    assert "hunter2" not in str(caught.value)


def test_no_login_of_a_proxy_is_quoted() -> None:
    environ = {"HTTPS_PROXY": "http://me:hunter2@proxy:1", "all_proxy": "you:hunter3@proxy"}
    assert scrubbed("http://me:hunter2@proxy:1 and you:hunter3@proxy", environ) == "http://proxy:1 and proxy"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Signed by nobody."""
    folder = tmp_path_factory.mktemp("tls")
    made = (folder / "key.pem", folder / "cert.pem")
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    extra = ["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", str(made[0]), "-out", str(made[1])]
    try:
        subprocess.run([*command, *extra], check=True, capture_output=True)
    except FileNotFoundError:
        pytest.skip("there is no openssl")
    return made


@pytest.fixture
def secured(certificate: tuple[Path, Path]) -> Iterator[str]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate[1], certificate[0])
    with FakeServer() as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield server.url.replace("http://", "https://")
        server.shutdown()
        thread.join()


def test_a_certificate_that_nobody_vouches_for_is_told_with_what_to_set(
    monkeypatch: pytest.MonkeyPatch, secured: str, certificate: tuple[Path, Path]
) -> None:
    assert "name the file of your authority's certificate in SSL_CERT_FILE" in failure(secured)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate[1]))
    assert "SSL_CERT_FILE; REQUESTS_CA_BUNDLE is for other programs" in failure(secured)
    other = Path(ssl.get_default_verify_paths().openssl_cafile)
    monkeypatch.setenv("SSL_CERT_FILE", str(other if other.is_file() else certificate[1].with_name("empty.pem")))
    if other.is_file():
        assert f"certificates are checked against SSL_CERT_FILE: {other}" in failure(secured)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[1]))
    model = OpenAI(model="fake", base_url=secured, max_retries=0)
    assert model.understand([Request("a")]) in (["yes"], ["no"])
    model.close()


@contextmanager
def answering(status: int) -> Iterator[str]:
    """A proxy that answers everything with one status."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Not on standard error."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()
