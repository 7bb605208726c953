"""The command line, against vectors/cli.json, as the installed script and as a module."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import notifizz_token
import pytest
from common import KEY, TOKEN, load

CLI = load("cli.json")
CASES: list[dict[str, Any]] = CLI["cases"]
SCRIPT = [shutil.which("notifizz-token", path=str(Path(sys.executable).parent)) or "the script is not installed"]
MODULE = [sys.executable, "-m", "notifizz_token"]
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith("NOTIFIZZ_")}
# Measuring the coverage of every case would take as long as all the rest.
UNMEASURED = {name: value for name, value in ENVIRONMENT.items() if not name.startswith("COVERAGE_")}
WITH_KEYS = {**ENVIRONMENT, "NOTIFIZZ_AUTH_SECRET_KEY": KEY, "NOTIFIZZ_WEBHOOK_SIGNING_SECRET": "whsec"}


def content(text: Any) -> bytes:
    if isinstance(text, str):
        return text.encode()
    if "bytes_hex" in text:
        return bytes.fromhex(text["bytes_hex"])
    whole: str = text["before"] + text["repeat"] * text["times"] + text["after"]
    return whole.encode()


def check(case: dict[str, Any], folder: Path, command: list[str], environment: dict[str, str]) -> None:
    for name, text in case["files"].items():
        (folder / name).write_bytes(content(text))
    try:
        arguments = [os.fsdecode(content(text)) for text in case["args"]]
        variables = {name: os.fsdecode(content(text)) for name, text in case["env"].items()}
    except UnicodeDecodeError:
        pytest.skip("needs POSIX: elsewhere arguments and variables cannot be ill-formed")
    done = subprocess.run(
        [*command, *arguments],
        cwd=folder,
        env={**environment, **variables},
        input=content(case.get("stdin", "")),
        capture_output=True,
        check=False,
    )
    stderr = done.stderr.decode()
    assert (done.returncode, done.stdout) == (case["exit"], content(case["stdout"])), stderr
    assert stderr == (case["stderr"] if "stderr" in case else f"notifizz-token: {case['usage_error']}\n{CLI['usage']}")
    assert "MARKER" not in stderr


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_case(case: dict[str, Any], tmp_path: Path) -> None:
    check(case, tmp_path, SCRIPT, UNMEASURED)


def test_every_row_is_a_case() -> None:
    assert len(CASES) == len({case["name"] for case in CASES}) == CLI["count"] > 0


@pytest.mark.parametrize("name", ["help", "generate", "verify_other_scheme", "ill_formed_id", "lines_hmac-sha256"])
def test_case_as_a_module(name: str, tmp_path: Path) -> None:
    check(next(case for case in CASES if case["name"] == name), tmp_path, MODULE, ENVIRONMENT)


@pytest.mark.parametrize("option", ["-V", "--version"])
def test_version(option: str) -> None:
    done = subprocess.run([*SCRIPT, option], capture_output=True, check=True, text=True)
    assert done.stdout == f"{notifizz_token.__version__}\n"


needs_posix = pytest.mark.skipif(os.name != "posix", reason="needs POSIX: a shell closes streams, or a signal is sent")


def shell(script: str) -> tuple[int, str, str]:
    """The exit status and output of a shell script, in which "$0" is the command line."""
    done = subprocess.run(
        ["sh", "-c", script, *SCRIPT],
        env=WITH_KEYS,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        text=True,
    )
    return done.returncode, done.stdout, done.stderr


@needs_posix
@pytest.mark.parametrize("arguments", ["--help", "-h", "-V", "generate user_42", "verify user_42 x", "fingerprint"])
def test_output_that_cannot_be_written_is_status_2(arguments: str) -> None:
    reason = "notifizz-token: cannot write to standard output"
    assert shell(f'"$0" {arguments} >&-') == (2, "", f"{reason} (It is closed)\n")
    if Path("/dev/full").exists():
        assert shell(f'"$0" {arguments} >/dev/full') == (2, "", f"{reason} (No space left on device)\n")
    assert shell(f'"$0" {arguments} >&- 2>&-') == (2, "", "")
    reader, writer = os.pipe()
    os.close(reader)
    broken = subprocess.run(
        [*SCRIPT, *arguments.split()], env=WITH_KEYS, stdout=writer, stderr=subprocess.PIPE, check=False, text=True
    )
    os.close(writer)
    assert (broken.returncode, broken.stderr) == (2, f"{reason} (Broken pipe)\n")


@needs_posix
@pytest.mark.parametrize("arguments", ["generate -", "webhook sign", "webhook verify x"])
def test_a_closed_standard_input_is_status_2(arguments: str) -> None:
    assert shell(f'"$0" {arguments} <&-') == (2, "", "notifizz-token: cannot read standard input (It is closed)\n")


@needs_posix
def test_a_command_that_reads_nothing_needs_no_standard_input() -> None:
    assert shell('"$0" generate user_42 <&-') == (0, f"{TOKEN}\n", "")


@needs_posix
@pytest.mark.parametrize(("stream", "mode", "arguments"), [("<", "r", "generate -"), (">", "w", "generate user_42")])
def test_a_file_that_took_the_place_of_a_closed_stream_is_left_alone(
    stream: str, mode: str, arguments: str, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("user_42\n")
    script = f"""
import sys
from notifizz_token.__main__ import main

file = open("file", "{mode}")
assert file.fileno() < 2
sys.argv = "notifizz-token {arguments}".split()
sys.exit(main())
"""
    done = subprocess.run(
        ["sh", "-c", f'exec "$0" -c "$1" {stream}&-', sys.executable, script],
        cwd=tmp_path,
        env=WITH_KEYS,
        capture_output=True,
        check=False,
        text=True,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.endswith("(It is closed)\n")
    assert (tmp_path / "file").read_text() == ("user_42\n" if mode == "r" else "")


def test_it_uses_the_environment_as_python_left_it() -> None:
    script = f"""
import os, sys
from notifizz_token.__main__ import main

print("printed before")
os.environ["NOTIFIZZ_AUTH_SECRET_KEY"] = "{KEY}"
del os.environ["NOTIFIZZ_SDK_SECRET_KEY"]
sys.argv = ["notifizz-token", "diagnose", "user_42", "{TOKEN}"]
sys.exit(main())
"""
    env = {**ENVIRONMENT, "NOTIFIZZ_AUTH_SECRET_KEY": "", "NOTIFIZZ_SDK_SECRET_KEY": "k\udcff"}
    env.pop("PYTHONUNBUFFERED", None)
    done = subprocess.run([sys.executable, "-c", script], env=env, capture_output=True, check=False, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("printed before\ncorrect: ")


@needs_posix
@pytest.mark.parametrize("ignored", [False, True], ids=["interrupted", "in_the_background"])
def test_an_interrupt_ends_it_unless_it_is_ignored(ignored: bool) -> None:
    # The process inherits this, as what a shell without job control starts in the background does.
    before = signal.signal(signal.SIGINT, signal.SIG_IGN if ignored else signal.SIG_DFL)
    try:
        process = subprocess.Popen(
            [*SCRIPT, "generate", "-"],
            env=WITH_KEYS,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            bufsize=1,
        )
    finally:
        signal.signal(signal.SIGINT, before)
    with process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdin.write("user_42\n")
        assert process.stdout.readline() == f"{TOKEN}\n"
        process.send_signal(signal.SIGINT)
        if ignored:
            process.stdin.write("user_42\n")
            assert process.stdout.readline() == f"{TOKEN}\n"
            process.stdin.close()
        assert process.wait(timeout=60) == (0 if ignored else -signal.SIGINT)
        assert process.stderr.read() == ""
