"""What a server never calls is left out of it, but nothing that its model needs."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from engine.errors import Misconfigured
from engine.light import leave_out_unused
from engine.tests.conftest import ROOT


def _model(folder: Path, *components: str) -> Path:
    nodes = {f"node {number}": {"uses": name} for number, name in enumerate(components)}
    content = json.dumps({"train_schema": {"nodes": nodes}, "predict_schema": {"nodes": {}}})
    model = folder / "model.tar.gz"
    with tarfile.open(model, "w:gz") as archive:
        info = tarfile.TarInfo("metadata.json")
        info.size = len(content)
        archive.addfile(info, io.BytesIO(content.encode()))
    return model


def _python(code: str, model: Path) -> str:
    return subprocess.run(
        [sys.executable, "-c", code, str(model)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()


_CALL = "import sys; from engine.light import leave_out_unused as leave; from pathlib import Path"


@pytest.mark.parametrize(
    ("components", "left_out"),
    [
        (["engine.components.rules.IndexedRulePolicy"], "True"),
        (["rasa.nlu.classifiers.diet_classifier.DIETClassifier"], "False"),
        (["rasa.nlu.featurizers.sparse_featurizer.regex_featurizer.RegexFeaturizer"], "False"),
        (["rasa.core.policies.ted_policy.TEDPolicy", "engine.x.Y"], "False"),
    ],
)
def test_that_a_component_that_learns_keeps_what_it_learns_with(
    tmp_path: Path, components: list[str], left_out: str
) -> None:
    said = _python(
        f"{_CALL}; out = leave(Path(sys.argv[1])); print({{'tensorflow', 'sklearn'}} <= {{*out}})",
        _model(tmp_path, *components),
    )

    assert said == left_out


def test_that_a_server_imports_neither_tensorflow_nor_other_channels(model: Path) -> None:
    code = (
        f"{_CALL}; leave(Path(sys.argv[1]))\n"
        "import engine.app, engine.startup\n"
        "real = [name for name, one in sys.modules.items() if getattr(one, '__file__', None)]\n"
        "unused = ('tensorflow', 'sklearn', 'matplotlib', 'slack_sdk', 'pymongo', 'requests')\n"
        "print(sorted(name for name in real if name.startswith(unused)))\n"
    )

    assert _python(code, model) == "[]"


def test_that_a_file_that_is_no_model_is_told(tmp_path: Path) -> None:
    broken = tmp_path / "model.tar.gz"
    broken.write_text("no archive", "utf-8")

    with pytest.raises(Misconfigured, match="not a usable model"):
        leave_out_unused(broken)


def test_that_empty_modules_can_be_used_as_rasa_does(tmp_path: Path) -> None:
    code = (
        f"{_CALL}; leave(Path(sys.argv[1]))\n"
        "import tensorflow as tf\n"
        "from tensorflow.keras.utils import Sequence\n"
        "class Layer(tf.keras.layers.Layer, Sequence if False else object):\n"
        "    @tf.function(input_signature=[tf.TensorSpec([None], tf.float32)])\n"
        "    def call(self, x: tf.Tensor) -> tf.Tensor: ...\n"
        "print(issubclass(Layer, tf.keras.Model))\n"
    )

    assert _python(code, _model(tmp_path, "engine.x.Y")) == "True"
