"""The command line: `notifizz-token`, or `python -m notifizz_token`. See --help.

The implementation is native, and the same in the npm package and the program `notifizz-token`.
"""

import signal
import sys

from . import _native


def main() -> int:
    # Python handles a signal only when native code returns, which is at the end of the command.
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    # A stream is None if it was closed when Python started.
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.flush()
    return _native.cli(sys.argv[1:], sys.stdin is not None, sys.stdout is not None)


if __name__ == "__main__":
    sys.exit(main())
