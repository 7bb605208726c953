"""Threads, forks, subinterpreters, memory that runs out, and what importing costs."""

import os
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from common import KEY, deep, run_python, token_of
from notifizz_token import NotifizzClient


@deep
def test_threads_share_a_client() -> None:
    client = NotifizzClient(KEY)
    expected = {user_id: token_of(user_id) for user_id in (f"user_{n}" * (n % 9 + 1) for n in range(500))}

    def count_right_tokens(_: int) -> int:
        return sum(client.generate_hashed_token(user_id) == token for user_id, token in expected.items())

    switch = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        with ThreadPoolExecutor(8) as pool:
            assert set(pool.map(count_right_tokens, range(800))) == {len(expected)}
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
    run_python(code)


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
    outcomes = dict(line.split(" ", 1) for line in run_python(SUBINTERPRETER, first, kind).splitlines())
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
from notifizz_token import NotifizzClient, NotifizzTokenError, diagnose
client = NotifizzClient("key", webhook_signing_secret="secret")
token = client.generate_hashed_token("user_42")
text, letters, half = "\xe9" * 2**26, "a" * 2**26, bytearray(2**26)
body = '{"payload": "' + letters + '", "signature": ""}'
used = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (used + 2**25, resource.RLIM_INFINITY))

for call in (
    lambda: client.verify_hashed_token("user_42", text),
    lambda: client.verify_hashed_token(text, token),
    lambda: client.verify_dispatch_signature(text, token),
    lambda: client.generate_hashed_token(text),
    lambda: client.generate_subscribe_token(text, text),
    lambda: client.sign_dispatch_payload(text),
    lambda: client.sign_dispatch_payload(half),
    lambda: client.widget_options(text, "alice@example.com"),
    lambda: NotifizzClient(text),
    lambda: NotifizzClient(letters),
    lambda: diagnose(token=text, user_id="user_42", auth_secret_key="key"),
    lambda: client.receive_dispatch(body),
    lambda: client.generate_hashed_token("user_42") == token,
):
    try:
        print(call())
    except MemoryError:
        print("MemoryError")
    except NotifizzTokenError as error:
        print(error.code)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="needs Linux: limits the memory by what /proc says")
def test_running_out_of_memory_is_no_abort() -> None:
    assert run_python(OUT_OF_MEMORY).split() == [
        *["False"] * 3,
        *["MemoryError"] * 8,
        "dispatch_body_malformed",
        "True",
    ]


@pytest.mark.parametrize(
    ("imports", "left_out"),
    [
        # It would take longer than all the rest.
        ("notifizz_token", "typing"),
        ("notifizz_token.__main__", "django"),
        ("notifizz_token.__main__", "flask"),
        ("notifizz_token.flask", "django"),
    ],
)
def test_importing_imports_no_more_than_needed(imports: str, left_out: str) -> None:
    assert run_python(f"import {imports}, sys; print({left_out!r} in sys.modules)") == "False\n"


def test_the_types_need_no_other_package() -> None:
    code = (
        "import sys; sys.modules['typing_extensions'] = None\n"
        "import notifizz_token; print(sorted(notifizz_token.WidgetOptions.__required_keys__))"
    )
    assert run_python(code, is_measured=True) == "['authType', 'token', 'userEmail', 'userId']\n"
