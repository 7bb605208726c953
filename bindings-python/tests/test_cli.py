"""The command line, against core/vectors/cli.json, as the installed script and as a module."""

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import notifizz_token
import pytest
from common import HERE, KEY, TOKEN

CLI: dict[str, Any] = json.loads(HERE.with_name("cli.json").read_text(encoding="utf-8"))
SCRIPT = [str(Path(sys.executable).with_name("notifizz-token"))]
MODULE = [sys.executable, "-m", "notifizz_token"]


def run(
    arguments: list[str],
    folder: Path,
    env: dict[str, str] | None = None,
    command: list[str] = SCRIPT,
) -> "subprocess.CompletedProcess[bytes]":
    clean = {name: value for name, value in os.environ.items() if not name.startswith("NOTIFIZZ_")}
    env = {**clean, **(env or {})}
    return subprocess.run([*command, *arguments], cwd=folder, env=env, capture_output=True, check=False)


@pytest.mark.parametrize("command", [SCRIPT, MODULE], ids=["script", "module"])
def test_every_case(command: list[str], tmp_path: Path) -> None:
    def check(case: dict[str, Any]) -> None:
        folder = tmp_path / case["name"]
        folder.mkdir()
        for name, content in case["files"].items():
            (folder / name).write_bytes(content.encode())
        done = run(case["args"], folder, case["env"], command)
        stdout, stderr = done.stdout.decode(), done.stderr.decode()
        assert (done.returncode, stdout) == (case["exit"], case["stdout"]), case["name"]
        if case.get("usage_error"):
            first, usage = stderr.split("\n", 1)
            assert first.startswith("notifizz-token: "), case["name"]
            assert len(first) > len("notifizz-token: "), case["name"]
            assert usage == CLI["usage"], case["name"]
            assert "MARKER" not in stderr, case["name"]
        else:
            assert stderr == case["stderr"], case["name"]

    with ThreadPoolExecutor() as pool:
        ran = len(list(pool.map(check, CLI["cases"])))
    assert ran == CLI["count"]
    assert ran > 0


def test_version(tmp_path: Path) -> None:
    done = run(["--version"], tmp_path)
    assert (done.returncode, done.stdout.decode()) == (0, f"{notifizz_token.__version__}\n")


def test_more_usage_errors(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    env = {"NOTIFIZZ_AUTH_SECRET_KEY": KEY}
    for arguments, reason in (
        (["generate", "-42"], "unknown option"),
        (["generate", "u", "--json=MARKER"], "--json takes no value"),
        (["generate", "u", "--scheme"], "--scheme needs a value"),
        (["generate", "u", "--secret-file", "folder"], "the file of --secret-file cannot be read (Is a directory)"),
        (["diagnose", "u", "t", "--sdk-secret-file=MARKER"], "the file of --sdk-secret-file cannot be read (No such "),
        (["verify", "u"], "verify needs a TOKEN"),
    ):
        done = run(arguments, tmp_path, env)
        assert done.returncode == 2
        assert done.stderr.decode().startswith(f"notifizz-token: {reason}"), arguments
        assert done.stderr.decode().endswith(CLI["usage"])
        assert b"MARKER" not in done.stderr
        assert done.stdout == b""


def test_a_dash_alone_and_the_last_of_two_options_count(tmp_path: Path) -> None:
    env = {"NOTIFIZZ_AUTH_SECRET_KEY": KEY}
    assert run(["verify", "-", "-"], tmp_path, env).returncode == 1
    done = run(["generate", "user_42", "--scheme=sha256-concat", "--scheme=hmac-sha256"], tmp_path, env)
    assert done.stdout.decode() == f"{TOKEN}\n"


def test_what_is_not_utf8_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"secret_\xff")
    key = {"NOTIFIZZ_AUTH_SECRET_KEY": KEY}
    # How Python spells such a byte in what it hands to a process.
    bad_key = {"NOTIFIZZ_AUTH_SECRET_KEY": "secret_\udcff"}
    for arguments, env in (
        (["generate", "user_\udcff"], key),
        (["generate", "user_42"], bad_key),
        (["generate", "user_42", "--secret-file", "secret"], {}),
    ):
        done = run(arguments, tmp_path, {"PYTHONUTF8": "1", **env})
        assert done.returncode == 2
        assert done.stderr.decode().startswith("notifizz-token: the text is not valid Unicode")
        assert b"secret_" not in done.stderr


def test_a_byte_order_mark_is_not_trimmed(tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"\xef\xbb\xbf" + KEY.encode())
    done = run(["generate", "user_42", "--secret-file", "secret"], tmp_path)
    assert done.returncode == 2
    assert done.stdout == b""
    assert b"byte order mark" in done.stderr
    assert KEY.encode() not in done.stderr
