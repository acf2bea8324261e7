#!/usr/bin/env bash
# Runs all tests: both environments, Rasa's own validation and conversation tests.
set -euo pipefail
cd "$(dirname "$0")/.."
export PYTHONPATH=$PWD TF_CPP_MIN_LOG_LEVEL=3 SQLALCHEMY_SILENCE_UBER_WARNING=1

step() { printf '\n== %s\n' "$*"; }

step "Dialogue model"
engine/.venv/bin/python -m engine.train

step "Unit and integration tests"
.venv/bin/python -m pytest tests/unit tests/integration

step "Engine tests"
(cd engine && .venv/bin/python -m pytest tests)

step "Rasa's validation of the dialogue data"
engine/.venv/bin/rasa data validate --fail-on-warnings

step "Conversation tests"
engine/.venv/bin/rasa test core --stories tests/conversations --fail-on-prediction-errors \
  --out var/conversation-tests

step "End-to-end tests: real processes, real browser"
.venv/bin/python -m pytest tests/e2e
