"""What the environment has to do with a connection that fails: proxies and certificates are set by variables, often by
somebody else, and the HTTP client's messages name none of them."""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Iterator, Mapping
from typing import Final
from urllib.parse import urlsplit

_PROXIES: Final = ("http_proxy", "https_proxy", "all_proxy")
_ASKS_PROXY: Final = frozenset({407, 502, 503, 504})
"""Statuses that a proxy answers itself, for a server that it may not or cannot reach."""
_CERTIFICATES: Final = ("SSL_CERT_FILE", "SSL_CERT_DIR")
_OTHERS: Final = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
"""What other clients read, and this one does not."""
_UNVERIFIED: Final = ("CERTIFICATE_VERIFY_FAILED", "certificate verify failed")


def proxy(url: str, environ: Mapping[str, str] = os.environ) -> tuple[str, str] | None:
    """The variable whose proxy a call of this address goes through, and the proxy without its password."""
    parts = urlsplit(url)
    if _goes_without(parts.hostname or "", environ.get("no_proxy") or environ.get("NO_PROXY") or ""):
        return None
    for name in (f"{parts.scheme}_proxy", "all_proxy"):
        for variable in (name, name.upper()):
            if value := environ.get(variable):
                return variable, _without_login(value)
    return None


def logins(environ: Mapping[str, str] = os.environ) -> set[str]:
    """The addresses of proxies that hold one: a message may quote them, or what of them is sent."""
    variables = [variable for name in _PROXIES for variable in (name, name.upper())]
    return {value for variable in variables if "@" in (value := environ.get(variable, ""))}


def scrubbed(text: str, environ: Mapping[str, str] = os.environ) -> str:
    """Without the logins of proxies, which a message may quote."""
    for name in _PROXIES:
        for variable in (name, name.upper()):
            login = environ.get(variable, "").rpartition("://")[2].rpartition("@")[0]
            text = text.replace(f"{login}@", "") if login else text
    return text


def of_failure(error: BaseException, url: str) -> str:
    """To be said after a connection that could not be made."""
    if any(words in str(each) for each in _chain(error) for words in _UNVERIFIED):
        return f"; {_certificates(os.environ)}"
    return _through(url)


def of_status(code: int, url: str) -> str:
    """To be said after a status."""
    return _through(url) if code in _ASKS_PROXY else ""


def of_garbage(url: str) -> str:
    """To be said after a reply that no such server sends."""
    return _through(url)


def of_construction(error: BaseException, environ: Mapping[str, str] = os.environ) -> str:
    """To be said where not even a client could be made: by what the environment says. The client prepares for every
    proxy that is set, whether or not a call of this address would go through it."""
    if isinstance(error, OSError):  # ssl.SSLError is one
        named = next((name for name in _CERTIFICATES if environ.get(name)), None)
        return f"; {named} is {environ[named]}" if named else ""
    set_ones = [next((each for each in (name, name.upper()) if environ.get(each)), "") for name in _PROXIES]
    return "".join(f"; {name} is {_without_login(environ[name])}" for name in set_ones if name)


def _without_login(proxy: str) -> str:
    scheme, separator, rest = proxy.rpartition("://")
    return f"{scheme}{separator}{rest.rpartition('@')[2]}"


def _through(url: str) -> str:
    found = proxy(url)
    return f", through the proxy of {found[0]}: {found[1]} (NO_PROXY lists what goes without)" if found else ""


def _certificates(environ: Mapping[str, str]) -> str:
    for name in _CERTIFICATES:
        if value := environ.get(name):
            return f"certificates are checked against {name}: {value}"
    ignored = next((f"; {name} is for other programs" for name in _OTHERS if environ.get(name)), "")
    return f"name the file of your authority's certificate in SSL_CERT_FILE{ignored}"


def _goes_without(host: str, listed: str) -> bool:
    """Whether a list like `localhost,.example.org,10.0.0.0/8` or `*` names the host."""
    for entry in filter(None, map(str.strip, listed.split(","))):
        name = entry.rpartition("://")[2].lstrip("*").lstrip(".")
        if entry == "*" or host == name or host.endswith(f".{name}") or _is_within(host, name):
            return True
    return False


def _is_within(host: str, network: str) -> bool:
    try:
        return ipaddress.ip_address(host) in ipaddress.ip_network(network, strict=False)
    except ValueError:
        return False


def _chain(error: BaseException) -> Iterator[BaseException]:
    following: BaseException | None = error
    for _ in range(10):
        if following is None:
            return
        yield following
        following = following.__cause__ or following.__context__
