"""Starts the engine: `python -m engine.server --model models/<name>.tar.gz --port 5005`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from engine.errors import EngineError, StoreUnavailable
from engine.files import read_yaml
from engine.light import leave_out_unused
from engine.models import latest_model
from engine.quiet import keep_libraries_quiet


def main(arguments: list[str] | None = None) -> int:
    """Run the server until it is told to stop; return the process's exit status."""
    options = _options(arguments)
    keep_libraries_quiet()
    try:
        for file in (options.endpoints, options.credentials):
            read_yaml(file)
        model = latest_model(options.model)
        leave_out_unused(model)
    except EngineError as error:
        return _give_up(str(error))

    from engine.app import build_app  # noqa: PLC0415 - imports Rasa, after the two calls above
    from engine.logs import set_up_logs  # noqa: PLC0415
    from engine.startup import load_all  # noqa: PLC0415

    set_up_logs()
    try:
        agent, channel = load_all(
            model=model, endpoints=options.endpoints, credentials=options.credentials
        )
    except StoreUnavailable as error:
        return _give_up(f"the tracker store cannot be opened ({error})")
    except EngineError as error:
        return _give_up(str(error))
    app = build_app(agent, channel)
    app.run(host=options.host, port=options.port, access_log=False, motd=False)
    return 0


def _give_up(reason: str) -> int:
    print(f"engine: {reason}", file=sys.stderr)
    return 1


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m engine.server", description=__doc__)
    parser.add_argument(
        "--model", type=Path, default=Path("models"), help="a model, or the folder of models"
    )
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=5005)
    parser.add_argument("--endpoints", type=Path, default=Path("endpoints.yml"))
    parser.add_argument("--credentials", type=Path, default=Path("credentials.yml"))
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
