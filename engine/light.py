"""Leaves TensorFlow out of the server when the model does not use it.

Rasa imports TensorFlow with its neural components, even where a model has none of them: half of the
time to start, and several hundred megabytes. Nothing of it is ever called then. So its modules are
replaced by empty ones, which give the classes of those components something to derive from.
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

_PACKAGES = frozenset({"tensorflow", "tensorflow_hub", "tensorflow_text", "keras"})
_METADATA = "metadata.json"
_NEURAL = (
    "rasa.nlu.classifiers.diet_classifier",
    "rasa.nlu.selectors",
    "rasa.nlu.featurizers.dense_featurizer",
    "rasa.core.policies.ted_policy",
    "rasa.core.policies.unexpected_intent_policy",
)
"""Modules of the components that compute with TensorFlow."""


def leave_out_tensorflow(model: Path) -> bool:
    """Replace TensorFlow for this process unless the model needs it; tell whether that was done.

    Has to be called before Rasa is imported. Raises `Misconfigured` if the file is no model.
    """
    if _uses_tensorflow(model) or any(package in sys.modules for package in _PACKAGES):
        return False
    sys.meta_path.insert(0, _EmptyPackages())
    return True


def _uses_tensorflow(model: Path) -> bool:
    try:
        with tarfile.open(model) as archive:
            member = archive.extractfile(_METADATA)
            metadata = json.load(member) if member is not None else {}
        schemas = (metadata["train_schema"], metadata["predict_schema"])
        uses = [node["uses"] for schema in schemas for node in schema["nodes"].values()]
    except (OSError, tarfile.TarError, KeyError, ValueError) as error:
        raise Misconfigured(f"{model} is not a usable model; train it again.") from error
    return any(name.startswith(_NEURAL) for name in uses)


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

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname.partition(".")[0] not in _PACKAGES:
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
