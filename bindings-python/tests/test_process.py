"""Threads, forks, subinterpreters, memory that runs out, and what importing costs."""

import hashlib
import hmac
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from common import KEY, deep, environment
from notifizz_token import NotifizzClient

HERE = Path(__file__).parent


def token_of(user_id: str) -> str:
    return hmac.new(KEY.encode(), user_id.encode(), hashlib.sha256).hexdigest()


@deep
def test_threads_share_a_client() -> None:
    client = NotifizzClient(KEY)
    threads, tokens = 8, 100_000
    expected = [(user_id, token_of(user_id)) for user_id in (f"user_{n}" * (n % 9 + 1) for n in range(500))]

    def count_right_tokens(offset: int) -> int:
        right = 0
        for n in range(offset, offset + tokens):
            user_id, token = expected[n % len(expected)]
            right += client.generate_hashed_token(user_id) == token
        return right

    switch = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        with ThreadPoolExecutor(threads) as pool:
            assert sum(pool.map(count_right_tokens, range(threads))) == threads * tokens
    finally:
        sys.setswitchinterval(switch)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs os.fork()")
def test_a_forked_child_uses_its_parents_client() -> None:
    code = (
        "import os, sys, notifizz_token\n"
        f"client = notifizz_token.NotifizzClient({KEY!r})\n"
        "before = client.generate_hashed_token('user_42')\n"
        "pid = os.fork()\n"
        "same = client.generate_hashed_token('user_42') == before and client.verify_hashed_token('user_42', before)\n"
        "if pid == 0:\n"
        "    del client\n"
        "    os._exit(0 if same else 1)\n"
        "sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) or not same)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


@deep
@pytest.mark.skipif(os.name != "posix", reason="needs POSIX: gunicorn forks")
def test_gunicorn_with_preload(tmp_path: Path) -> None:
    requests, clients = 3000, 4
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log, parent = tmp_path / "log", tmp_path / "parent"
    command = ["-m", "gunicorn", "--preload", "--workers=2", "--no-control-socket", f"--bind=127.0.0.1:{port}"]
    with log.open("wb") as output:
        server = subprocess.Popen(
            [sys.executable, *command, "forked:app"],
            cwd=HERE,
            env={**environment(), "PARENT_PID_FILE": str(parent)},
            stdout=output,
            stderr=output,
            start_new_session=True,
        )

    def count_right_answers(first: int) -> int:
        right = 0
        for n in range(first, requests, clients):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
            connection.request("GET", f"/user_{n}")
            response = connection.getresponse()
            right += response.status == 200 and response.read().decode() == token_of(f"user_{n}")
            connection.close()
        return right

    try:
        deadline = time.monotonic() + 60
        while True:
            assert server.poll() is None, log.read_text()
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                assert time.monotonic() < deadline, log.read_text()
                time.sleep(0.1)
        with ThreadPoolExecutor(clients) as pool:
            assert sum(pool.map(count_right_answers, range(clients))) == requests
        assert server.poll() is None
        # Both workers answered, neither was restarted, and the module was loaded before the fork.
        workers = {int(line.split()[-1]) for line in log.read_text().splitlines() if line.startswith("served by ")}
        assert len(workers) == 2, log.read_text()
        for worker in workers:
            os.kill(worker, 0)
        assert log.read_text().count("Booting worker") == 2, log.read_text()
        assert parent.read_text() == str(server.pid)
    finally:
        if server.poll() is None:
            os.killpg(server.pid, signal.SIGTERM)
        server.wait(30)


SUBINTERPRETER = """\
import sys
first, kind = sys.argv[1:]
USE = "import notifizz_token; notifizz_token.NotifizzClient('k').generate_hashed_token('u')"

def main():
    exec(USE)

def other():
    if sys.version_info >= (3, 13):
        import _interpreters
        failure = _interpreters.exec(_interpreters.create(kind), USE)
        if failure is not None:
            raise ImportError(failure.msg)
    else:
        import _xxsubinterpreters
        try:
            _xxsubinterpreters.run_string(_xxsubinterpreters.create(isolated=kind == "isolated"), USE)
        except _xxsubinterpreters.RunFailedError as error:
            raise ImportError(str(error)) from None

for step in (main, other) if first == "main" else (other, main):
    try:
        step()
        print(step.__name__, "works")
    except ImportError as error:
        print(step.__name__, error)
"""


@pytest.mark.parametrize("first", ["main", "other"])
@pytest.mark.parametrize("kind", ["legacy", "isolated"])
def test_only_one_interpreter_of_a_process_can_use_it(kind: str, first: str) -> None:
    """mod_wsgi has legacy subinterpreters. The advice in the message stands in README.md, too."""
    done = subprocess.run(
        [sys.executable, "-c", SUBINTERPRETER, first, kind], capture_output=True, text=True, check=True, timeout=60
    )
    outcomes = dict(line.split(" ", 1) for line in done.stdout.splitlines())
    if kind == "isolated" and sys.version_info >= (3, 12):
        # CPython rejects the subinterpreter, wherever the module was loaded first.
        assert outcomes["main"] == "works"
        assert "does not support loading in subinterpreters" in outcomes["other"]
    else:
        second = "other" if first == "main" else "main"
        assert outcomes[first] == "works"
        assert "supports one only: under mod_wsgi, set WSGIApplicationGroup %{GLOBAL}" in outcomes[second]


OUT_OF_MEMORY = """\
import resource
from notifizz_token import NotifizzClient, diagnose
client = NotifizzClient("key", webhook_signing_secret="secret")
token = client.generate_hashed_token("user_42")
text, letters, half = "\xe9" * 2**26, "a" * 2**26, bytearray(2**26)
used = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (used + 2**25, resource.RLIM_INFINITY))

def outcome(call):
    try:
        return call()
    except MemoryError:
        return "MemoryError"

print(
    outcome(lambda: client.verify_hashed_token("user_42", text)),
    outcome(lambda: client.verify_hashed_token(text, token)),
    outcome(lambda: client.verify_dispatch_signature(text, token)),
    outcome(lambda: client.generate_hashed_token(text)),
    outcome(lambda: client.generate_subscribe_token(text, text)),
    outcome(lambda: client.sign_dispatch_payload(text)),
    outcome(lambda: client.sign_dispatch_payload(half)),
    outcome(lambda: client.widget_options(text, "alice@example.com")),
    outcome(lambda: NotifizzClient(text)),
    outcome(lambda: NotifizzClient(letters)),
    outcome(lambda: diagnose(token=text, user_id="user_42", auth_secret_key="key")),
    client.generate_hashed_token("user_42") == token,
)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="needs Linux: limits the memory by what /proc says")
def test_running_out_of_memory_is_no_abort() -> None:
    command = [sys.executable, "-c", OUT_OF_MEMORY]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60, env=environment())
    assert done.stdout.split() == [*["False"] * 3, *["MemoryError"] * 8, "True"]


def test_importing_does_not_import_typing() -> None:
    """It would take longer than all the rest."""
    code = "import notifizz_token, sys; print('typing' in sys.modules, 'notifizz_token' in sys.modules)"
    command = [sys.executable, "-I", "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment())
    assert done.stdout == "False True\n"
