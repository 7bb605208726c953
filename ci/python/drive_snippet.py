"""The name under which ci/languages/docs.sh calls examples/conformance.py."""

import sys
from pathlib import Path
from runpy import run_path

examples = Path(__file__).parents[2] / "examples"
sys.path.insert(0, str(examples))
sys.argv[1:1] = ["--scenario"]
run_path(str(examples / "conformance.py"), run_name="__main__")
