"""Runs Rasa's training and turns what can be wrong with its files into one line each."""

from __future__ import annotations

import logging
import re
import warnings
from collections.abc import Callable, Sequence
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import structlog
from rasa.core.policies.rule_policy import InvalidRule
from rasa.model_training import train
from rasa.shared.core.domain import Domain
from rasa.shared.exceptions import RasaException, YamlException

from engine.errors import Misconfigured
from engine.files import one_line, read_yaml, shown

_STARTING = re.compile(r"Starting to train component '(?:.*\.)?(\w+)'")
_COLOUR = re.compile(r"\x1b\[\d*m")
_LINE = re.compile(r"line (\d+)")


def train_model(
    *,
    domain: Path,
    config: Path,
    data: Sequence[Path],
    output: Path,
    progress: Callable[[str], None],
) -> Path:
    """Train a model into the folder `output`; return its file. Raises `Misconfigured`."""
    _listen(progress)
    folders = [folder for folder in data if folder.is_dir()]
    for file in (domain, config, *(file for one in folders for file in sorted(one.rglob("*.yml")))):
        read_yaml(file)
    output.mkdir(parents=True, exist_ok=True)
    said = StringIO()
    try:
        Domain.load(str(domain))
        with redirect_stdout(said):
            result = train(
                domain=str(domain),
                config=str(config),
                training_files=[str(folder) for folder in folders],
                output=str(output),
                fixed_model_name="model",
                force_training=True,
            )
    except InvalidRule as error:
        raise Misconfigured(f"data/rules or data/stories: {_reason(error)}") from error
    except ImportError as error:
        raise Misconfigured(f"{shown(config)}: {_reason(error)}") from error
    except (RasaException, ValueError) as error:
        raise Misconfigured(_reason(error)) from error
    except SystemExit as error:  # Rasa has then printed why
        raise Misconfigured(one_line(_COLOUR.sub("", said.getvalue()))) from error
    if result.model is None:
        raise Misconfigured("the training made no model; run `rasa data validate` to see why.")
    return Path(result.model)


def _reason(error: BaseException) -> str:
    """Return an error's text on one line, with the file and line if the error knows them."""
    problem = getattr(getattr(error, "underlying_yaml_exception", error), "problem", None)
    text = one_line(problem or str(error))
    if isinstance(error, YamlException) and error.filename:
        found = _LINE.search(str(error))
        place = shown(Path(error.filename)) + (f":{found[1]}" if found else "")
        text = f"{place}: {text}"
    return text


def _listen(progress: Callable[[str], None]) -> None:
    """Report each component as its training begins; all else that libraries log stays quiet."""

    class Reporter(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            found = _STARTING.match(record.getMessage())
            if found:
                progress(f"  {found[1]}")

    logging.basicConfig(level=logging.ERROR, force=True)
    logging.getLogger("rasa").setLevel(logging.ERROR)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    warnings.filterwarnings("ignore")
    hooks = logging.getLogger("rasa.engine.training.hooks")
    hooks.setLevel(logging.INFO)
    hooks.propagate = False
    hooks.addHandler(Reporter())
