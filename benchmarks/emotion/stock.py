"""The contender that anybody has: a `transformers` pipeline on a model of BERT-base shape.

Its weights are random, for time does not depend on them, and its vocabulary holds the words of the
message that is read. It knows nothing of Amends, so that another environment can run it.

    python -m benchmarks.emotion.stock DIRECTORY    makes the model
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.emotion.clock import MESSAGE

_LABELS = ("anger", "disgust", "fear", "joy", "sadness", "surprise")
_VOCABULARY = 30_522
_MARKS = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", ",")


def load(directory: str) -> Callable[[Sequence[str]], object]:
    """Return the pipeline, as its documentation has it, with all scores."""
    import torch  # noqa: PLC0415 - may be missing, which `make` says
    from transformers import pipeline  # noqa: PLC0415

    torch.set_num_threads(1)
    reader = pipeline(
        "text-classification",
        model=directory,
        tokenizer=directory,
        top_k=None,
        function_to_apply="sigmoid",
        device="cpu",
    )
    return lambda texts: reader(list(texts), batch_size=32)


def make(directory: Path) -> int:
    """Write the model with its tokenizer; return how many tokens the message has.

    Raises:
        ImportError: PyTorch or transformers is missing.
    """
    import torch  # noqa: PLC0415
    from transformers import (  # noqa: PLC0415
        BertConfig,
        BertForSequenceClassification,
        BertTokenizerFast,
    )

    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=_VOCABULARY,
        id2label=dict(enumerate(_LABELS)),
        label2id={label: place for place, label in enumerate(_LABELS)},
        problem_type="multi_label_classification",
    )
    BertForSequenceClassification(config).save_pretrained(directory)
    words = dict.fromkeys(MESSAGE.lower().replace(",", "").split())
    known = [*_MARKS, *words, *map(str, range(20_000))]
    known += [f"unused{place}" for place in range(_VOCABULARY - len(known))]
    (directory / "vocab.txt").write_text("\n".join(known) + "\n", encoding="utf-8")
    tokenizer = BertTokenizerFast(str(directory / "vocab.txt"))
    tokenizer.save_pretrained(directory)
    return len(tokenizer(f"{MESSAGE} 7")["input_ids"])


if __name__ == "__main__":
    print(make(Path(sys.argv[1])))
