#!/bin/sh
# Makes .venv from wheels/, with no network. PYTHON=python3.11 sh install.sh picks the interpreter.
set -eu
cd "$(dirname "$0")"
PYTHON=${PYTHON:-python3}

sha256sum --check --quiet SHA256SUMS || {
  echo "Error: the bundle is damaged: a file above differs from SHA256SUMS" >&2
  exit 1
}
read -r platform wanted <wheels/TARGET
found=$("$PYTHON" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
if [ "$found" != "$wanted" ]; then
  echo "Error: the bundle is for Python $wanted ($platform), $PYTHON is $found: set PYTHON" >&2
  exit 1
fi
"$PYTHON" -m venv .venv
.venv/bin/python -m pip install --quiet --disable-pip-version-check \
  --no-index --find-links wheels -r requirements.txt
# `make run` would else ask a package index for what is there already.
touch .venv/run
.venv/bin/python -m compileall -q app.py cli.py commands core jobs kpi loaders pages store ui
echo "Installed. Next: .venv/bin/python cli.py --help, and docs/operations.md"
