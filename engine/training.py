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
from rasa.shared.utils.io import read_yaml

from engine.errors import Misconfigured

_STARTING = re.compile(r"Starting to train component '(?:.*\.)?(\w+)'")
_COLOUR = re.compile(r"\x1b\[\d*m")
_BLANK = re.compile(r"\s+")
_LINE = re.compile(r"line (\d+)")
_LONGEST_REASON = 400


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
    _check_files(
        [domain, config, *(file for one in folders for file in sorted(one.rglob("*.yml")))]
    )
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
        raise Misconfigured(f"{_shown(config)}: {_reason(error)}") from error
    except (RasaException, ValueError) as error:
        raise Misconfigured(_reason(error)) from error
    except SystemExit as error:  # Rasa has then printed why
        raise Misconfigured(_one_line(_COLOUR.sub("", said.getvalue()))) from error
    if result.model is None:
        raise Misconfigured("the training made no model; run `rasa data validate` to see why.")
    return Path(result.model)


def _check_files(files: Sequence[Path]) -> None:
    """Read all files as YAML before anything slow begins."""
    for file in files:
        if not file.is_file():
            raise Misconfigured(f"{_shown(file)} is missing.")
        try:
            read_yaml(file.read_text("utf-8"))
        except Exception as error:
            line = _line_of(error)
            place = f"{_shown(file)}:{line}" if line else _shown(file)
            raise Misconfigured(f"{place}: not valid YAML: {_reason(error)}") from error


def _line_of(error: BaseException) -> int | None:
    """Return the line that an error of a YAML parser points to."""
    cause: BaseException | None = error
    while cause is not None:
        mark = getattr(cause, "problem_mark", None) or getattr(cause, "context_mark", None)
        if mark is not None:
            return int(mark.line) + 1
        cause = getattr(cause, "underlying_yaml_exception", None) or cause.__cause__
    return None


def _reason(error: BaseException) -> str:
    """Return an error's text on one line, with the file and line if the error knows them."""
    problem = getattr(getattr(error, "underlying_yaml_exception", error), "problem", None)
    text = _one_line(problem or str(error))
    if isinstance(error, YamlException) and error.filename:
        found = _LINE.search(str(error))
        place = _shown(Path(error.filename)) + (f":{found[1]}" if found else "")
        text = f"{place}: {text}"
    return text


def _one_line(text: str) -> str:
    return _BLANK.sub(" ", text).strip()[:_LONGEST_REASON]


def _shown(file: Path) -> str:
    """Return a path as a reader of the message would write it."""
    try:
        return file.relative_to(Path.cwd()).as_posix()
    except ValueError:
        return file.as_posix()


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
