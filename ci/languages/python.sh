# shellcheck shell=bash
python_missing() {
  if ! missing "$PYTHON" 'python3 (3.10 or later) and python3-venv'; then
    "$PYTHON" -c 'import ensurepip, venv' 2>/dev/null || printf 'the venv module is missing: install python3-venv'
  fi
}
