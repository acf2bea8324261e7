"""Leaves out of the server what Rasa imports but never calls here.

Rasa imports everything that any of its components, channels, stores and brokers needs, whether they
are in use or not: most of the time to start, and several hundred megabytes. Those packages are
replaced by empty ones, which give Rasa's classes something to derive from.
"""

from __future__ import annotations

import json
import sys
import tarfile
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType

from engine.errors import Misconfigured

_METADATA = "metadata.json"

_LEARNING_PACKAGES = ("tensorflow", "tensorflow_hub", "tensorflow_text", "keras", "h5py", "sklearn")
"""What components that learn compute with."""

_LEARNING = (
    "rasa.nlu.classifiers.diet_classifier",
    "rasa.nlu.classifiers.logistic_regression_classifier",
    "rasa.nlu.classifiers.sklearn_intent_classifier",
    "rasa.nlu.extractors.crf_entity_extractor",
    "rasa.nlu.featurizers",
    "rasa.nlu.selectors",
    "rasa.core.policies.ted_policy",
    "rasa.core.policies.unexpected_intent_policy",
)
"""Modules of Rasa's components that learn; a model may have them."""

_UNUSED_PACKAGES = (
    # channels: the engine has one of its own
    *("aiogram", "fbmessenger", "jwt", "mattermostwrapper", "rocketchat_API", "slack_sdk"),
    *("socketio", "engineio", "twilio", "webexteamssdk", "google.auth", "google.oauth2"),
    # tracker stores, lock stores and event brokers: likewise
    *("aio_pika", "aiormq", "pamqp", "boto3", "botocore", "s3transfer", "pymongo", "bson", "redis"),
    # telemetry, pictures of evaluations, whatever is for a terminal, another way to run graphs
    *("requests", "matplotlib", "PIL", "questionary", "prompt_toolkit", "rich", "spacy.cli"),
    *("dask",),
)
"""What Rasa imports for what the engine does not have, whatever its model."""


def leave_out_unused(model: Path) -> tuple[str, ...]:
    """Replace the packages that a server with this model never calls; return which.

    Has to be called before Rasa is imported. Raises `Misconfigured` if the file is no model.
    """
    learning = () if _learns(model) else _LEARNING_PACKAGES
    packages = tuple(one for one in (*_UNUSED_PACKAGES, *learning) if one not in sys.modules)
    sys.meta_path.insert(0, _EmptyPackages(packages))
    return packages


def _learns(model: Path) -> bool:
    try:
        with tarfile.open(model) as archive:
            member = archive.extractfile(_METADATA)
            metadata = json.load(member) if member is not None else {}
        schemas = (metadata["train_schema"], metadata["predict_schema"])
        uses = [node["uses"] for schema in schemas for node in schema["nodes"].values()]
    except (OSError, tarfile.TarError, KeyError, ValueError) as error:
        raise Misconfigured(f"{model} is not a usable model; train it again.") from error
    return any(name.startswith(_LEARNING) for name in uses)


class _Answering(type):
    """Answers for every attribute of a class with `Nothing`."""

    def __getattr__(cls, name: str) -> type[Nothing]:
        return _nothing(name)


class Nothing(metaclass=_Answering):
    """Can be derived from, called, used as a decorator and asked for any attribute."""

    def __init__(self, *_arguments: object, **_named: object) -> None:
        """Take anything."""

    def __call__(self, *_arguments: object, **_named: object) -> Nothing:
        """Take anything, like a decorator."""
        return self


class _EmptyModule(ModuleType):
    def __getattr__(self, name: str) -> type[Nothing]:
        return _nothing(name)


class _EmptyPackages(MetaPathFinder, Loader):
    """Finds every module of the packages that are left out, and makes it empty."""

    def __init__(self, packages: Sequence[str]) -> None:
        self._packages = frozenset(packages)
        self._within = tuple(f"{package}." for package in packages)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname not in self._packages and not fullname.startswith(self._within):
            return None
        return ModuleSpec(fullname, self, is_package=True)

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return _EmptyModule(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Leave the module empty."""


def _nothing(name: str) -> type[Nothing]:
    if name.startswith("__"):
        raise AttributeError(name)
    return Nothing
