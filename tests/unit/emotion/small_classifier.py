"""Makes a small classifier like those on the Hub: trained tokenizer, configuration, ONNX graph."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors, trainers

EMOTIONS = ("anger", "disgust", "fear", "joy", "sadness", "surprise")
BERT_INPUTS = ("input_ids", "attention_mask", "token_type_ids")
WIDTH = 8
TEXTS = (
    "what an awful shop where is my order",
    "lovely thanks a lot",
    "¿dónde está mi pedido?",
    "où est ma commande",
    "wo ist meine Bestellung",
    "onde está meu pedido",
    "dov'è il mio ordine",
    "أين طلبي من فضلك",
    "मेरा ऑर्डर कहाँ है",
    "我的订单在哪里",
    "注文はどこですか",
)


def write_classifier(
    directory: Path,
    *,
    labels: Sequence[str] = EMOTIONS,
    problem_type: str | None = "multi_label_classification",
    inputs: Sequence[str] = BERT_INPUTS,
    file: str = "model.onnx",
    kind: int = TensorProto.INT64,
    length: int | str = "length",
) -> Path:
    """Write a classifier; the word `awful` speaks for its first label, `lovely` for its fourth.

    There can be eight labels at most.
    """
    directory.mkdir(parents=True, exist_ok=True)
    tokenizer = _tokenizer()
    tokenizer.save(str(directory / "tokenizer.json"))
    (directory / "tokenizer_config.json").write_text(
        json.dumps({"tokenizer_class": "PreTrainedTokenizerFast", "pad_token": "[PAD]"})
    )
    (directory / "config.json").write_text(
        json.dumps(
            {
                "model_type": "bert",
                "vocab_size": tokenizer.get_vocab_size(),
                "id2label": dict(enumerate(labels)),
                "label2id": {label: place for place, label in enumerate(labels)},
                "problem_type": problem_type,
            }
        )
    )
    path = directory / file
    path.parent.mkdir(exist_ok=True)
    onnx.save(_graph(tokenizer, len(labels), inputs, kind, length), path)
    return directory


def _tokenizer() -> Tokenizer:
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    trainer = trainers.WordPieceTrainer(
        vocab_size=400, special_tokens=["[PAD]", "[UNK]", "[CLS]", "[SEP]"], show_progress=False
    )
    tokenizer.train_from_iterator(TEXTS * 3, trainer)
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    return tokenizer


def _graph(
    tokenizer: Tokenizer, labels: int, inputs: Sequence[str], kind: int, length: int | str
) -> onnx.ModelProto:
    """Return embeddings with one attention head over them, the mean over tokens, and a head."""
    random = np.random.default_rng(7)
    words = random.normal(0, 0.3, (tokenizer.get_vocab_size(), WIDTH)).astype(np.float32)
    head = np.linalg.qr(random.normal(size=(WIDTH, WIDTH)))[0][:, :labels].astype(np.float32)
    for word, label in (("awful", 0), ("lovely", 3)):
        if label < labels:
            words[tokenizer.token_to_id(word)] = 20.0 * head[:, label]
    arrays = {
        "words": words,
        "head": head,
        "bias": np.full(labels, -1.0, dtype=np.float32),
        "one": np.array(1.0, dtype=np.float32),
        "far": np.array(10_000.0, dtype=np.float32),
        "last": np.array([2], dtype=np.int64),
        "rows": np.array([1], dtype=np.int64),
        "scale": np.array(WIDTH**-0.5 / 100, dtype=np.float32),
    }
    node = helper.make_node
    nodes = [
        node("Gather", ["words", "input_ids"], ["embedded"]),
        node("Cast", ["attention_mask"], ["mask"], to=TensorProto.FLOAT),
        node("Unsqueeze", ["mask", "last"], ["column"]),
        node("Unsqueeze", ["mask", "rows"], ["row"]),
        node("Transpose", ["embedded"], ["turned"], perm=[0, 2, 1]),
        node("MatMul", ["embedded", "turned"], ["raw"]),
        node("Mul", ["raw", "scale"], ["likeness"]),
        node("Sub", ["row", "one"], ["less"]),
        node("Mul", ["less", "far"], ["hidden"]),
        node("Add", ["likeness", "hidden"], ["seen"]),
        node("Softmax", ["seen"], ["attention"], axis=-1),
        node("MatMul", ["attention", "embedded"], ["mixed"]),
        node("Mul", ["mixed", "column"], ["kept"]),
        node("ReduceSum", ["kept", "rows"], ["sum"], keepdims=0),
        node("ReduceSum", ["mask", "rows"], ["length"], keepdims=1),
        node("Div", ["sum", "length"], ["mean"]),
        node("MatMul", ["mean", "head"], ["score"]),
        node("Add", ["score", "bias"], ["untyped"]),
    ]
    if "token_type_ids" in inputs:
        nodes += [
            node("Cast", ["token_type_ids"], ["types"], to=TensorProto.FLOAT),
            node("ReduceSum", ["types", "rows"], ["typed"], keepdims=1),
            node("Add", ["untyped", "typed"], ["logits"]),
        ]
    else:
        nodes.append(node("Identity", ["untyped"], ["logits"]))
    nodes += [
        node("Identity", [name], [f"{name}_seen"]) for name in inputs if name not in BERT_INPUTS
    ]
    graph = helper.make_graph(
        nodes,
        "classifier",
        [helper.make_tensor_value_info(name, kind, ["batch", length]) for name in inputs],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["batch", labels])],
        [numpy_helper.from_array(array, name) for name, array in arrays.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(model)
    return model
