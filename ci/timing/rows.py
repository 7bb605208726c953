"""Calls the tests of these files of bindings-python/tests with each of their rows, without pytest's own work, which
would take minutes under valgrind. The first argument is a library whose fault valgrind has to find."""

import ctypes
import sys
from importlib import import_module

ctypes.CDLL(sys.argv[1]).fault()
calls = 0
for name in sys.argv[2:]:
    module = import_module(name)
    for test in [test for name, test in vars(module).items() if name.startswith("test_")]:
        marks = getattr(test, "pytestmark", [])
        for row in [[row] for mark in marks for row in mark.args[1]] or [[]]:
            test(*row)
            calls += 1
assert calls > 2000, calls
print(calls, "calls")
