"""Times the package beside the standard library, in turns; prints what `cargo ci bench` reads.

With --quick it takes a few seconds, and the times are less precise.
"""

import hashlib
import hmac
import statistics
import sys
import timeit

from notifizz_token import NotifizzClient

KEY, USER_ID = "YOUR_AUTH_SECRET_KEY", "user_42"
ROUNDS, SECONDS = (5, 0.005) if "--quick" in sys.argv else (41, 0.02)

client = NotifizzClient(KEY)
concat = NotifizzClient(KEY, token_scheme="sha256-concat")
token = client.generate_hashed_token(USER_ID)
long_id = "user_" * 200
keyed = hmac.new(KEY.encode(), digestmod="sha256")


def copied() -> str:
    mac = keyed.copy()
    mac.update(USER_ID.encode())
    return mac.hexdigest()


def created() -> str:
    return hmac.new(KEY.encode(), USER_ID.encode(), hashlib.sha256).hexdigest()


def one_shot() -> str:
    return hmac.digest(KEY.encode(), USER_ID.encode(), "sha256").hex()


def compared() -> bool:
    return hmac.compare_digest(created(), token)


assert created() == copied() == one_shot() == token

# Statements, not functions, for ours: a call of a Python function would be measured with it. The
# standard library needs more than one line either way, as anybody's code would.
CASES = {
    "token, kept client": ("client.generate_hashed_token(USER_ID)", "ours"),
    "verify, right token": ("client.verify_hashed_token(USER_ID, token)", "ours"),
    "token, sha256-concat": ("concat.generate_hashed_token(USER_ID)", "ours"),
    "token, new client": ("NotifizzClient(KEY).generate_hashed_token(USER_ID)", "ours"),
    "widget options": ("client.widget_options(USER_ID, 'alice@example.com', api_key='front')", "ours"),
    "hmac.new().hexdigest()": ("hmac.new(KEY.encode(), USER_ID.encode(), hashlib.sha256).hexdigest()", "peer"),
    "hmac.digest().hex()": ("hmac.digest(KEY.encode(), USER_ID.encode(), 'sha256').hex()", "peer"),
    "copy() of a keyed object": ("mac = keyed.copy(); mac.update(USER_ID.encode()); mac.hexdigest()", "peer"),
    "hmac.new() and compare_digest()": (
        "hmac.compare_digest(hmac.new(KEY.encode(), USER_ID.encode(), hashlib.sha256).hexdigest(), token)",
        "peer",
    ),
}
timers = {name: timeit.Timer(statement, globals=globals()) for name, (statement, _) in CASES.items()}
loops = {name: max(1, int(SECONDS / (timer.timeit(1000) / 1000))) for name, timer in timers.items()}
times: dict[str, list[float]] = {name: [] for name in CASES}
for _ in range(ROUNDS):
    for name, timer in timers.items():
        times[name].append(timer.timeit(loops[name]) / loops[name])
for name, (_, whose) in CASES.items():
    print("Python", name, f"{statistics.median(times[name]) * 1e9:.1f}", whose, sep="\t")
