"""Finds the files of a sequence classifier, in a folder or on the Hub, and loads them."""

from __future__ import annotations

import importlib
import importlib.util
import inspect
from pathlib import Path

from huggingface_hub import snapshot_download
from huggingface_hub.errors import HfHubHTTPError, HFValidationError
from transformers import (
    AutoConfig,
    AutoModelForSequenceClassification,
    AutoTokenizer,
    PretrainedConfig,
    PreTrainedTokenizerBase,
)

from amends.emotion.mapping import LABELS_FILE, Labels, guess_labels, read_labels
from amends.emotion.networks import INPUTS, Network, TorchNetwork, open_onnx
from amends.emotion.transformer import TransformerEmotionModel
from amends.errors import ConfigurationError

CONFIG = "config.json"
ONNX_FILES = (
    "model.onnx",
    "onnx/model.onnx",
    "model_quantized.onnx",
    "onnx/model_quantized.onnx",
)
"""Where the network may be, the first that is there is taken."""

_TOKENIZER_FILES = ("tokenizer.json", "vocab.txt", "vocab.json", "*.model")
_TORCH_FILES = ("model.safetensors", "model.safetensors.index.json", "model-*.safetensors")
_PROBES = ("one", "where is my order, please?")
_MOST_NAMED = 3
_REMEDY = "Copy or download the model again."


def download(name: str, revision: str | None) -> Path:
    """Return the folder of a model on the Hub, downloading what is not there yet.

    Args:
        name: Its id, `owner/name`.
        revision: A branch, tag or commit; None for the newest.

    Raises:
        ConfigurationError: If there is no such model, or no network and no copy of it.
    """
    try:
        folder = Path(
            snapshot_download(
                name,
                revision=revision,
                allow_patterns=[
                    CONFIG,
                    LABELS_FILE,
                    "*token*.json",
                    *_TOKENIZER_FILES,
                    "merges.txt",
                ]
                + [pattern for file in ONNX_FILES for pattern in (file, f"{file}?data")],
            )
        )
        if _onnx_file(folder) is None and _has_torch():
            snapshot_download(name, revision=revision, allow_patterns=[CONFIG, *_TORCH_FILES])
    except (OSError, HfHubHTTPError, HFValidationError, ValueError) as error:
        raise ConfigurationError(
            f"There is no folder {name}, and no model of that name could be had from the Hub. "
            "Check AMENDS_EMOTION_MODEL; without a network (or with HF_HUB_OFFLINE=1), name a "
            "folder or a model that was downloaded before."
        ) from error
    return folder


def load(directory: Path, labels: Path | None = None) -> TransformerEmotionModel:
    """Load a model and try it.

    Args:
        directory: Holds the configuration, the tokenizer and the network.
        labels: What the labels mean, if not in the folder's `amends-labels.json`.

    Raises:
        ConfigurationError: If a file is missing or damaged, or the model is of another kind.
    """
    config = _read_config(directory)
    tokenizer = _read_tokenizer(directory)
    model = TransformerEmotionModel(
        tokenizer=tokenizer,
        network=_read_network(directory),
        labels=_find_labels(directory, labels, config),
    )
    _try(model, directory)
    return model


def _read_config(directory: Path) -> PretrainedConfig:
    path = directory / CONFIG
    if not path.is_file():
        raise ConfigurationError(f"The emotion model lacks {path}. {_REMEDY}")
    try:
        config = AutoConfig.from_pretrained(
            directory, local_files_only=True, trust_remote_code=False
        )
    except Exception as error:  # what the many kinds of configurations raise has no common base
        raise ConfigurationError(
            f"{path} is damaged or of a kind that transformers does not know. {_REMEDY}"
        ) from error
    if not isinstance(config, PretrainedConfig):
        raise ConfigurationError(f"{path} does not describe one model. {_REMEDY}")
    return config


def _read_tokenizer(directory: Path) -> PreTrainedTokenizerBase:
    if not any(any(directory.glob(name)) for name in _TOKENIZER_FILES):
        raise ConfigurationError(
            f"The emotion model in {directory} lacks its tokenizer (tokenizer.json). {_REMEDY}"
        )
    try:
        tokenizer = AutoTokenizer.from_pretrained(
            directory, local_files_only=True, trust_remote_code=False
        )
    except Exception as error:  # a damaged tokenizer.json raises a bare Exception
        raise ConfigurationError(
            f"The tokenizer in {directory} (tokenizer.json) cannot be read. {_REMEDY}"
        ) from error
    if not isinstance(tokenizer, PreTrainedTokenizerBase):
        raise ConfigurationError(f"The tokenizer in {directory} is not one for text.")
    return tokenizer


def _find_labels(directory: Path, beside: Path | None, config: PretrainedConfig) -> Labels:
    if config.problem_type == "regression":
        raise ConfigurationError(
            f"The emotion model in {directory} estimates numbers (its problem_type is regression); "
            "a classifier is needed."
        )
    numbered = {int(place): str(name) for place, name in (config.id2label or {}).items()}
    names = [name for _, name in sorted(numbered.items())]
    several = config.problem_type == "multi_label_classification" or len(names) == 1
    path = beside or directory / LABELS_FILE
    if beside is not None or path.exists():
        return read_labels(path, names, several=several)
    return guess_labels(names, several=several)


def _onnx_file(directory: Path) -> Path | None:
    return next((path for name in ONNX_FILES if (path := directory / name).is_file()), None)


def _has_torch() -> bool:
    return importlib.util.find_spec("torch") is not None


def _read_network(directory: Path) -> Network:
    path = _onnx_file(directory)
    if path is not None:
        return open_onnx(path)
    if not _has_torch():
        raise ConfigurationError(
            f"The emotion model in {directory} has no ONNX file ({', '.join(ONNX_FILES)}), and "
            "PyTorch, which could read it without one, is not installed. Export the model to ONNX, "
            "or install PyTorch with the extra `torch` (docs/emotion-models.md)."
        )
    return _open_torch(directory)


def _open_torch(directory: Path) -> TorchNetwork:
    torch = importlib.import_module("torch")
    try:
        model, report = AutoModelForSequenceClassification.from_pretrained(
            directory,
            local_files_only=True,
            trust_remote_code=False,
            use_safetensors=True,
            output_loading_info=True,
        )
    except Exception as error:  # what the many kinds of models raise has no common base
        raise ConfigurationError(
            f"The weights in {directory} (model.safetensors) are missing or damaged. {_REMEDY}"
        ) from error
    if report["missing_keys"]:
        raise ConfigurationError(
            f"The weights in {directory} (model.safetensors) lack "
            f"{', '.join(sorted(report['missing_keys'])[:_MOST_NAMED])}; the model has to be a "
            "sequence classifier that was trained."
        )
    accepted = inspect.signature(model.forward).parameters
    return TorchNetwork(torch, model.eval(), tuple(name for name in INPUTS if name in accepted))


def _try(model: TransformerEmotionModel, directory: Path) -> None:
    """Read two short texts, so that what does not fit together shows at once."""
    try:
        rows = [model.tokenizer(list(_PROBES[:count]))["input_ids"] for count in (1, 2)]
        shapes = [model.chances(tokens).shape for tokens in rows]
    except Exception as error:  # what ONNX Runtime raises has no common base
        raise ConfigurationError(
            f"The emotion model in {directory} cannot read a text: its network, its tokenizer and "
            "its configuration do not fit together, or it was exported for texts of one length "
            "only. Export it with dynamic axes."
        ) from error
    if shapes != [(count, len(model.labels.meanings)) for count in (1, 2)]:
        raise ConfigurationError(
            f"The network of the emotion model in {directory} does not give one number for each of "
            f"the {len(model.labels.meanings)} labels in {CONFIG}; it has to be a sequence "
            "classifier."
        )
