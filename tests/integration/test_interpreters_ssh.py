"""A model on another machine (`ssh =` in its table): this one, by way of a server of its own."""

from __future__ import annotations

import getpass
import os
import pwd
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from interpreters import bare
from thereandhere import nameless
from toybench import Bench

DIRECT = "--realunify-protocol=direct"
ALONE = ("-p", "no:xdist")
SERVER = shutil.which("sshd", path=f"{os.environ.get('PATH', '')}{os.pathsep}/usr/sbin{os.pathsep}/usr/local/sbin")

pytestmark = pytest.mark.skipif(not (SERVER and shutil.which("ssh")), reason="there is no openssh-server")


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """What to write after `ssh =`; a server that lets this user in by a key of its own."""
    folder = tmp_path_factory.mktemp("ssh")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    for name in ("host", "user"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / name], check=True)
    (folder / "sshd_config").write_text(
        f"Port {port}\nListenAddress 127.0.0.1\nHostKey {folder}/host\nAuthorizedKeysFile {folder}/user.pub\n"
        "PasswordAuthentication no\nUsePAM no\nStrictModes no\nPermitRootLogin yes\nPidFile none\n"
    )
    (folder / "config").write_text(
        f"Host there\n  HostName 127.0.0.1\n  Port {port}\n  User {getpass.getuser()}\n  IdentityFile {folder}/user\n"
        f"  IdentitiesOnly yes\n  StrictHostKeyChecking no\n  UserKnownHostsFile {folder}/known\n  LogLevel ERROR\n"
    )
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(exist_ok=True)
    server = subprocess.Popen([str(SERVER), "-D", "-f", folder / "sshd_config", "-E", folder / "log"])
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.05)
    yield f"-F {folder}/config there"
    server.terminate()
    server.wait()


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(bare(tmp_path_factory.mktemp("env")))


def tables(bench: Bench, adapter: str, machine: str, python: str, more: str = "") -> None:
    """The same model here and there."""
    bench.pytester.makepyprojecttoml(
        f'[tool.realunify.models.here]\nadapter = "{adapter}"\n\n'
        f'[tool.realunify.models.there]\nadapter = "{adapter}"\nssh = "{machine}"\npython = "{python}"\n'
        f'environment = {{ REALUNIFY_THERE = "yes" }}\n{more}\n'
    )


@pytest.mark.parametrize("way", [ALONE, ("-n", "2")], ids=["alone", "n2"])
def test_a_run_there_is_the_run_here(bench: Bench, way: tuple[str, ...], machine: str, python: str) -> None:
    bench.data("ABCDABCD")
    bench.pytester.makepyfile(
        chatty="""
        import os
        from mymodels import Always

        class Chatty(Always):
            def understand(self, requests):
                print("printed", flush=True)
                os.write(1, b"raw")
                return super().understand(requests)
        """
    )
    tables(bench, "chatty:Chatty", machine, python)
    bench.run("--model=here", *ALONE).assert_outcomes(passed=4, failed=12)
    here = bench.results
    result = bench.run("--model=there", *way)
    result.assert_outcomes(passed=4, failed=12)
    result.stdout.fnmatch_lines([f"realunify: model there (pyproject.toml, in {python} on there), suite *"])
    assert nameless(bench.results) == nameless(here)


def test_a_path_from_home_is_found_there(bench: Bench, machine: str, python: str) -> None:
    bench.data("AB")
    tables(bench, "mymodels:Right", machine, f"~/{os.path.relpath(python, pwd.getpwuid(os.getuid()).pw_dir)}")
    bench.run("--model=there", DIRECT, *ALONE).assert_outcomes(passed=2)


def test_workers_share_out_the_devices_of_the_other_machine(bench: Bench, machine: str, python: str) -> None:
    bench.data("ABCDABCD")
    bench.pytester.makepyfile(
        seeing="""
        import os
        from pathlib import Path
        from mymodels import Right

        class Seeing(Right):
            def __init__(self):
                device = os.environ["CUDA_VISIBLE_DEVICES"]
                Path(f"seen-{device}").write_text(os.environ.get("OMP_NUM_THREADS", "not said"))
        """
    )
    tables(bench, "seeing:Seeing", machine, python, 'devices = [2, "3"]')
    result = bench.run("--model=there", DIRECT, "--realunify-batch-size=2", "-n", "2")
    result.assert_outcomes(passed=8)
    assert sorted(file.name for file in bench.path.glob("seen-*")) == ["seen-2", "seen-3"]
    assert (bench.path / "seen-2").read_text() == "not said", "how many cores it has is not for this machine to say"
    assert {each.device for each in bench.results.values()} == {"2", "3"}
    result.stdout.fnmatch_lines(["realunify: devices gw0: 2, gw1: 3"])


def test_trouble_there_costs_what_it_costs_here(bench: Bench, machine: str, python: str) -> None:
    bench.data("ABCDABCD")
    bench.pytester.makepyfile(
        troubled="""
        import os, time
        from mymodels import Right

        class Troubled(Right):
            def answer(self, request):
                assert os.environ["REALUNIFY_THERE"] == "yes"
                if "0001" in request.case:
                    raise ValueError("boom")
                if "0003" in request.case:
                    os._exit(1)
                while "0006" in request.case:
                    try:
                        time.sleep(60)
                    except BaseException:
                        continue
                return super().answer(request)
        """
    )
    tables(bench, "troubled:Troubled", machine, python)
    bench.run("--model=there", DIRECT, "--realunify-timeout=1", *ALONE).assert_outcomes(passed=5, failed=3)
    errors = {case[-11:-7]: each.error.kind for case, each in bench.results.items() if each.error is not None}
    assert errors == {"0001": "ValueError", "0003": "crash", "0006": "timeout"}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('ssh = "-F {folder}/config nobody@there"', "Permission denied"),
        ('ssh = "-F {folder}/config -p 1 there"', "Connection refused"),
        ('ssh = "-F {folder}/config there"\npython = "/nowhere/python"', "/nowhere/python"),
    ],
    ids=["who", "where", "what"],
)
def test_a_machine_that_cannot_be_used_is_one_line(bench: Bench, machine: str, line: str, said: str) -> None:
    bench.data("AB")
    folder = machine.split()[1].removesuffix("/config")
    bench.pytester.makepyprojecttoml(
        f'[tool.realunify.models.there]\nadapter = "mymodels:Right"\n{line.format(folder=folder)}\n'
    )
    result = bench.run("--model=there", *ALONE)
    assert result.ret == pytest.ExitCode.INTERRUPTED
    told = [each for each in result.outlines if each.startswith("!")]
    assert any("there does not start (exit code " in each and said in each for each in told), told
