#!/usr/bin/env bash
# Renews the hash-pinned requirements: lock.sh UV
set -euo pipefail
cd "$(dirname "$0")/.."
compile() {
  "$1" pip compile --quiet --upgrade --universal --generate-hashes --no-emit-index-url --no-header \
    --python-version "$2" "$3" --output-file "$4"
}
compile "$1" 3.11 requirements.in requirements.txt
compile "$1" 3.11 requirements-dev.in requirements-dev.txt
compile "$1" 3.11 requirements-uv.in requirements-uv.txt
compile "$1" 3.10 engine/requirements.in engine/requirements.txt
