#!/usr/bin/env bash
# Everything that must hold for the Python SDK: ruff, mypy, the tests, and a wheel that can be installed.
# Needs the variables that npm run test:sdks sets. The virtual environment is kept in .test until its requirements change.
set -euo pipefail
cd "$(dirname "$0")"
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1

wanted="$(python3 --version) $(sha256sum requirements-dev.txt)"
if [ "$(cat .test/installed 2>/dev/null)" != "$wanted" ]; then
  rm -rf .test
  python3 -m venv .test/venv
  .test/venv/bin/python -m pip install --quiet --no-compile --requirement requirements-dev.txt
  pwd | sed 's|$|/src|' > "$(echo .test/venv/lib/python3*/site-packages)/latchkey-src.pth"
  echo "$wanted" > .test/installed
fi
export PATH="$PWD/.test/venv/bin:$PATH"

checks() {
  ruff check --quiet .
  ruff check --quiet --config pyproject.toml ../../examples/fastapi ../../examples/flask
  ruff format --quiet --check .
  mypy --no-error-summary
  mypy --no-error-summary ../../examples/fastapi/app.py
  mypy --no-error-summary ../../examples/flask/app.py
  echo "✓ ruff, mypy --strict"
  python tools/check_package.py
  echo "✓ wheel and sdist, installed into empty environments"
}

# The tests mostly wait, so the checks run beside them.
(set -e; checks) > .test/checks.txt 2>&1 &
checks=$!
failed=0
pytest "$@" || failed=1
wait "$checks" || failed=1
cat .test/checks.txt
exit "$failed"
