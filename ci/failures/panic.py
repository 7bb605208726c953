"""On a wheel with the feature test-panic: each function panics when asked, and the process lives."""

from collections.abc import Callable

from notifizz_token import DispatchReceiver, NotifizzClient, diagnose, diagnose_dispatch

ASK = "panic!"
client = NotifizzClient("key", webhook_signing_secret="secret")
token = client.generate_hashed_token("user_42")
calls: list[Callable[[], object]] = [
    lambda: NotifizzClient(ASK),
    lambda: DispatchReceiver(ASK),
    lambda: diagnose(token=ASK, user_id="user_42", auth_secret_key="key"),
    lambda: diagnose_dispatch(payload=ASK, signature=token, webhook_signing_secret="secret"),
    lambda: client.generate_hashed_token(ASK),
    lambda: client.generate_subscribe_token("user_42", ASK),
    lambda: client.sign_dispatch_payload(ASK),
    lambda: client.verify_dispatch_signature(ASK, token),
    lambda: client.receive_dispatch(ASK),
    lambda: client.widget_options(ASK, "alice@example.com"),
]
PANIC = ["PanicException", "BaseException", "object"], "a panic that a test asked for"


def outcome(call: Callable[[], object]) -> object:
    try:
        return call()
    except BaseException as error:  # noqa: BLE001 -- as bindings-python/README.md says, it is no Exception
        return [base.__name__ for base in type(error).__mro__], str(error)


outcomes = [outcome(call) for _ in range(100) for call in calls]
assert all(one == PANIC for one in outcomes), outcomes
assert client.generate_hashed_token("user_42") == token
print(f"{len(outcomes)} panics of {len(calls)} functions, then a right token")
