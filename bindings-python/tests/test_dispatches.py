"""Every row of vectors/dispatches.json; what it expects comes from CPython's hmac and json."""

import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from common import KEY, MEASURES_MEMORY, WEBHOOK_SECRET, PeakMemory, build_text, load, token_of
from notifizz_token import DispatchReceiver, NotifizzClient, NotifizzTokenError, diagnose_dispatch

DISPATCHES = load("dispatches.json")
SECRET = DISPATCHES["webhook_signing_secret"]
RECEIVERS: list[NotifizzClient | DispatchReceiver] = [
    DispatchReceiver(SECRET),
    DispatchReceiver(["new", SECRET]),
    NotifizzClient(KEY, webhook_signing_secret=SECRET),
    NotifizzClient(KEY, webhook_signing_secret=("new", "newer", SECRET)),
]

# How many cases the tests below have, by section. check_dispatch_timestamp is not a function in Python.
cases: dict[str, int] = {"timestamps": DISPATCHES["counts"]["timestamps"]}


def each_row(section: str) -> pytest.MarkDecorator:
    rows = DISPATCHES[section]
    cases[section] = len(rows)
    return pytest.mark.parametrize("row", rows, ids=lambda row: row["name"])


def given(row: Any) -> tuple[str | bytes, dict[str, float]]:
    """The body, and the arguments in seconds."""
    now, tolerance = (row.get(name, DISPATCHES[name]) for name in ("now_ms", "tolerance_ms"))
    return build_text(row["body"]), {"now": now / 1000, "tolerance": tolerance / 1000}


def outcome(call: Callable[[], Any]) -> Any:
    """The event, or the code of the error."""
    try:
        return call()
    except NotifizzTokenError as error:
        return error.code


@each_row("bodies")
def test_body(row: Any) -> None:
    body, times = given(row)
    expected = row["error"] if "error" in row else json.loads(build_text(row["payload"]))
    forms: list[Any] = [body]
    if isinstance(body, str):
        forms.append(body.encode())
    if len(body) < 10_000:
        raw = forms[-1]
        forms += [bytearray(raw), memoryview(raw)]
    for receiver in RECEIVERS:
        for form in forms:
            assert outcome(lambda r=receiver, f=form: r.receive_dispatch(f, **times)) == expected  # type: ignore[misc]
    other = outcome(lambda: DispatchReceiver("another").receive_dispatch(body, **times))
    assert other in ("dispatch_signature_mismatch", "dispatch_body_malformed")


@each_row("parity")
def test_the_vendors_sdk_accepts_the_same(row: Any) -> None:
    body, times = given(row)
    assert isinstance(outcome(lambda: RECEIVERS[0].receive_dispatch(body, **times)), dict) is row["accepted"]


@each_row("diagnoses")
def test_diagnosis(row: Any) -> None:
    evidence = {name: row[name] for name in ("payload", "signature", "webhook_signing_secret")}
    diagnosis = diagnose_dispatch(**evidence)
    assert (diagnosis.code, diagnosis.scheme) == (row["code"], None)
    assert diagnose_dispatch(**{**evidence, "payload": row["payload"].encode()}) == diagnosis


def test_every_row_is_a_case() -> None:
    assert cases == DISPATCHES["counts"]
    assert all(cases.values())


def body_of(payload: str) -> str:
    return json.dumps({"payload": payload, "signature": token_of(payload, WEBHOOK_SECRET)})


def test_the_clock_is_the_default() -> None:
    receiver, now = DispatchReceiver(WEBHOOK_SECRET), time.time_ns() // 1_000_000
    for offset, tolerance, expected in (
        (0, 300.0, dict),
        (-295_000, 300.0, dict),
        (295_000, 300, dict),
        (-305_000, 300.0, str),
        (305_000, 300.0, str),
        (-305_000, 600.0, dict),
        (-5_000, 1.0, str),
    ):
        body = body_of(json.dumps({"timestamp": now + offset}))
        assert isinstance(outcome(lambda: receiver.receive_dispatch(body, tolerance=tolerance)), expected)  # noqa: B023
    body = body_of(json.dumps({"timestamp": now}))
    assert isinstance(receiver.receive_dispatch(body), dict)
    # What is no time is never right.
    for times in ({"now": float("nan")}, {"tolerance": float("nan")}, {"tolerance": -1.0}, {"now": float("inf")}):
        assert outcome(lambda: receiver.receive_dispatch(body, **times)) == "dispatch_timestamp_out_of_tolerance"  # noqa: B023


def test_signed_json_that_python_does_not_read() -> None:
    receiver = DispatchReceiver(WEBHOOK_SECRET)
    for more in ("[" * 100_000 + "]" * 100_000, "9" * 5000):
        body = body_of(f'{{"timestamp": 1000, "more": {more}}}')
        assert outcome(lambda: receiver.receive_dispatch(body, now=1.0)) == "dispatch_body_malformed"  # noqa: B023


def test_an_error_that_is_not_about_the_body_is_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(json, "loads", interrupted)
    with pytest.raises(KeyboardInterrupt):
        DispatchReceiver(WEBHOOK_SECRET).receive_dispatch(body_of('{"timestamp": 1000}'), now=1.0)


def test_a_str_that_has_no_utf_8_form() -> None:
    body = body_of('{"timestamp": 1000}')
    for text in ("\ud800", body.replace("timestamp", "\udfff"), body + "\udc00\ud800"):
        assert outcome(lambda: RECEIVERS[0].receive_dispatch(text)) == "dispatch_body_malformed"  # noqa: B023


@pytest.mark.parametrize("body", [None, 42, {"payload": "secret-"}, ["secret-"], object()])
def test_a_body_of_another_type_is_the_developers_mistake(body: Any) -> None:
    for receiver in RECEIVERS:
        with pytest.raises(TypeError, match="body must be str or bytes, not ") as caught:
            receiver.receive_dispatch(body)
        assert "secret-" not in str(caught.value)
        assert str(caught.value).endswith("not parsed yet") is isinstance(body, dict)


def test_a_missing_secret_is_the_developers_mistake() -> None:
    missing = "missing_webhook_signing_secret"
    for body in ("", "{}", b"\xff", 42):
        assert outcome(lambda: NotifizzClient(KEY).receive_dispatch(body)) == missing  # type: ignore[arg-type]  # noqa: B023
    for secret in (None, "", [], (), [None], ["new", ""]):
        assert outcome(lambda: DispatchReceiver(secret)) == missing  # type: ignore[arg-type]  # noqa: B023
    with pytest.raises(TypeError):
        DispatchReceiver()  # type: ignore[call-arg]


def test_diagnose_dispatch_rejects_wrong_evidence() -> None:
    evidence: dict[str, Any] = {"payload": "{}", "signature": "", "webhook_signing_secret": "secret"}
    for name, value, code in (
        ("webhook_signing_secret", "", "missing_webhook_signing_secret"),
        ("webhook_signing_secret", None, "missing_webhook_signing_secret"),
        ("webhook_signing_secret", "\ud800", "invalid_text"),
        ("signature", "\ud800", "invalid_text"),
        ("payload", "\ud800", "invalid_text"),
        ("payload", b"\xff", "invalid_text"),
    ):
        assert outcome(lambda: diagnose_dispatch(**{**evidence, name: value})) == code  # noqa: B023
    for name in evidence:
        with pytest.raises(TypeError, match=f"{name} must be str"):
            diagnose_dispatch(**{**evidence, name: 42})


@pytest.mark.skipif(not MEASURES_MEMORY, reason="needs Linux: memory is measured in /proc")
@pytest.mark.parametrize(
    ("before", "repeated", "after"),
    [
        ('{"payload":"', "\\n", '","signature":""}'),
        ('{"payload":"","signature":"', "\\u0041", '"}'),
        ('{"', "\\n", '":1,"payload":"","signature":""}'),
        ("{", '"a":1,', '"payload":"","signature":""}'),
        ("{", '"payload":"",', '"signature":""}'),
        ('{"a":[', "1,", '1],"payload":"","signature":""}'),
        ('{"payload":"","signature":"","a":', "[", ""),
    ],
    ids=["payload", "signature", "name", "names", "payloads", "list", "nested"],
)
def test_a_body_costs_no_more_than_twice_its_size(before: str, repeated: str, after: str) -> None:
    body = (before + repeated * ((32 << 20) // len(repeated)) + after).encode()
    peak = PeakMemory()
    outcome(lambda: RECEIVERS[0].receive_dispatch(body))
    assert peak.growth() < 2 * len(body)
