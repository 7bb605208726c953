"""The command line: `notifizz-token`, or `python -m notifizz_token`. See --help.

It is the native one, which the npm package and the program `notifizz-token` have, too.
"""

import signal
import sys

from . import _native


def main() -> int:
    # Native code does not return to Python before it is done, so Python could not handle it.
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    # They are None if they were closed when Python started.
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.flush()
    return _native.cli(sys.argv[1:], sys.stdin is not None, sys.stdout is not None)


if __name__ == "__main__":
    sys.exit(main())
