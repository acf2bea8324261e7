#!/usr/bin/env bash
# Lints and checks types in both environments.
set -euo pipefail
cd "$(dirname "$0")/.."
.venv/bin/ruff format --check .
.venv/bin/ruff check .
.venv/bin/mypy
.venv/bin/mypy --config-file engine/mypy.ini
