"""Reads the training data so that each example knows its language: `data/nlu/<language>/`."""

from __future__ import annotations

from pathlib import Path

from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.training_data.loading import load_data
from rasa.shared.nlu.training_data.training_data import TrainingData

from language import DEFAULT, SUPPORTED

LANGUAGE = "language"
"""The attribute of a Rasa message that holds its language code."""


class LanguageFolderImporter(RasaFileImporter):
    """Rasa's own importer, plus the language of each example from the folder it lies in."""

    _read: TrainingData | None = None

    def get_nlu_data(self, language: str | None = "en") -> TrainingData:
        """Return all examples; those below a folder named after a language carry its code."""
        if self._read is None:
            # Each merge copies everything, so there is only one.
            self._read = TrainingData().merge(*(_examples_in(Path(f)) for f in self._nlu_files))
        return self._read


def _examples_in(file: Path) -> TrainingData:
    code = language_of(file)
    data = load_data(str(file), code or DEFAULT)
    if code is not None:
        for example in data.training_examples:
            example.set(LANGUAGE, code)
    return data


def language_of(file: Path) -> str | None:
    """Return the supported language after which a file or its folder is named (`es/order.yml`).

    None if neither is named after one.
    """
    for name in (file.parent.name, *file.name.split(".")):
        if name in SUPPORTED:
            return name
    return None
