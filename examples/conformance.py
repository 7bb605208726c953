"""Starts a web server and checks what it answers.

    python examples/conformance.py [--scenario SCENARIO]... NAME COMMAND...

COMMAND starts the server; NAME stands in the report. The server gets PORT and the NOTIFIZZ_ variables
in its environment, or {port} replaced in its arguments, and serves on 127.0.0.1 until it is stopped.
"""

import argparse
import sys
from collections.abc import Callable
from functools import partial

from scenarios import answers, documentation, stalls

SCENARIOS: dict[str, tuple[str, Callable[[str, list[str]], str]]] = {
    "answers": ("the answers of every web example, as README.md beside this file promises them", answers.run),
    "stalls": ("requests of a hostile client: logins that never end or are no form", stalls.run),
    "webhook": ("the receivers in docs/webhooks.md", partial(documentation.run, documentation.check_webhook)),
    "widget-options": (
        "the handlers in docs/add-to-your-app.md",
        partial(documentation.run, documentation.check_widget_options),
    ),
}


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__.split("\n", maxsplit=1)[0],
        epilog="scenarios: " + "; ".join(f"{name}, {text}" for name, (text, _) in SCENARIOS.items()),
    )
    parser.add_argument("--scenario", action="append", choices=SCENARIOS, help="answers, if none is given")
    parser.add_argument("name")
    parser.add_argument("command", nargs=argparse.REMAINDER, help="a program and its arguments")
    arguments = parser.parse_args()
    if not arguments.command:
        parser.error("there is no command")
    for scenario in arguments.scenario or ["answers"]:
        _, run = SCENARIOS[scenario]
        try:
            summary = run(arguments.name, arguments.command)
        except AssertionError as error:
            print(f"{arguments.name}, {scenario}: {error}", file=sys.stderr)
            return 1
        print(f"{arguments.name}, {scenario}: {summary}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
