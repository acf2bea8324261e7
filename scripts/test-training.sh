#!/usr/bin/env bash
# Runs the tests that need PyTorch, in an environment of their own: .venv-train is .venv with PyTorch.
set -euo pipefail
cd "$(dirname "$0")/.."
uv=$1

if [ ! -e .venv-train/.installed ] || [ requirements-dev.txt -nt .venv-train/.installed ]; then
  echo "Making .venv-train with PyTorch"
  .venv/bin/python -m venv .venv-train
  .venv-train/bin/python -m pip install --quiet --disable-pip-version-check torch==2.13.0
  "$uv" pip install --quiet --require-hashes --python .venv-train/bin/python -r requirements-dev.txt
  touch .venv-train/.installed
fi
PYTHONPATH=$PWD .venv-train/bin/python -m pytest -p no:cacheprovider \
  tests/unit/emotion/encoder/test_encoder_training.py tests/unit/emotion/test_torch.py
