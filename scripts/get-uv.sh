#!/usr/bin/env bash
# Fetches uv into the project, in the version and with the hashes of requirements-uv.txt.
set -euo pipefail
cd "$(dirname "$0")/.."

python=$(command -v python3 || command -v python || true)
if [ -z "$python" ]; then
  echo "Python is missing: install Python 3.11 or later, then run make again." >&2
  exit 1
fi
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
  echo "Python 3.11 or later is needed; $("$python" --version) was found." >&2
  exit 1
fi
echo "Fetching uv, which installs everything else"
if ! "$python" -m venv .tools/uv 2>/dev/null; then
  rm -rf .tools/uv
  echo "Python cannot make environments: install its venv module (Debian: python3-venv), then run make again." >&2
  exit 1
fi
.tools/uv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-uv.txt
