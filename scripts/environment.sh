#!/usr/bin/env bash
# Builds or updates one environment: environment.sh UV FOLDER PYTHON REQUIREMENTS
set -euo pipefail
cd "$(dirname "$0")/.."
uv=$1 folder=$2 version=$3 requirements=$4

if [ ! -x "$folder/.venv/bin/python" ]; then
  echo "Making $folder/.venv with Python $version"
  wanted=$version
  [ "$folder" = . ] && wanted=">=$version"
  if ! (cd "$folder" && "$(realpath -s "$OLDPWD/$uv" 2>/dev/null || echo "$uv")" venv --quiet --python "$wanted" .venv); then
    echo "Python $version is missing and could not be fetched: install it (python.org, pyenv or your system's packages), then run make again." >&2
    exit 1
  fi
fi
echo "Installing $requirements"
"$uv" pip sync --quiet --require-hashes --python "$folder/.venv/bin/python" "$requirements"
if [ "$folder" = . ]; then
  "$uv" pip install --quiet --python .venv/bin/python --no-deps --no-build-isolation --editable .
fi

# What is started is imported, and thereby compiled, once here and not at every start; that is what
# happens where Python may not write its bytecode by itself.
echo "Compiling what is started"
if [ "$folder" = . ]; then
  quietly="import warnings; warnings.simplefilter('ignore')"
  modules="amends.run.serve, amends.gateway, amends.action_server, supervisor.supervisord"
  modules="$modules, amends.emotion.encoder.files"
else
  quietly="from engine.quiet import keep_libraries_quiet; keep_libraries_quiet()"
  modules="engine.app, engine.startup, engine.training, engine.wording, engine.components.intents"
fi
env -u PYTHONDONTWRITEBYTECODE TRANSFORMERS_NO_ADVISORY_WARNINGS=1 PYTHONPATH=. "$folder/.venv/bin/python" -c "$quietly; import $modules"
