"""A model in a folder of this machine: model.onnx, tokenizer.json, and labels.json, which names what each output stands for.

    {"facet": "sentiment" | "tier", "labels": ["negative", "neutral", "positive"], "longest": 128}

Needs the extra: pip install 'parvis[onnx]'.
"""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from parvis.analysis.backends.protocol import SETS, Answer, Failed, Verdict
from parvis.core.messages import Message

FACETS = ("sentiment", "tier")
Opened = tuple[Any, Any]
"""(an inference session, a tokenizer)"""


class OnnxFolder:
    """`opened`: how session and tokenizer are made of the folder; given by tests."""

    def __init__(self, folder: Path, opened: Callable[[Path], Opened] | None = None) -> None:
        self.folder = folder
        self.name = f"onnx:{folder.name}"[:80]
        self._open = opened or _opened
        self._ready: tuple[Any, Any, str, list[str], int] | None = None

    def judge(self, texts: Sequence[str]) -> Answer:
        try:
            session, tokenizer, facet, labels, longest = self._ready = self._ready or self._load()
            encoded = [tokenizer.encode(text) for text in texts]
            rows = [(list(one.ids)[:longest], list(one.attention_mask)[:longest]) for one in encoded]
            width = max((len(ids) for ids, _mask in rows), default=0)
            padded = [
                np.array([row[part] + [0] * (width - len(row[part])) for row in rows], np.int64) for part in (0, 1)
            ]
            given = {one.name for one in session.get_inputs()}
            named = {"input_ids": padded[0], "attention_mask": padded[1], "token_type_ids": np.zeros_like(padded[0])}
            scores = np.asarray(session.run(None, {name: rows for name, rows in named.items() if name in given})[0])
            if scores.shape != (len(texts), len(labels)) or not np.isfinite(scores).all():
                raise ValueError("the scores are not one a label")
        except Failed:
            raise
        except Exception as error:
            raise Failed(Message("The model in %(folder)s failed: %(why)s", {"folder": self.folder.name, "why": str(error)[:200]})) from error  # fmt: skip
        said = [labels[int(best)] for best in scores.argmax(axis=1)]
        return Answer([Verdict(sentiment=one) if facet == "sentiment" else Verdict(tier=one) for one in said])

    def _load(self) -> tuple[Any, Any, str, list[str], int]:
        told = json.loads((self.folder / "labels.json").read_text(encoding="utf-8"))
        facet, labels = told["facet"], list(told["labels"])
        if facet not in FACETS or not set(labels) <= SETS[facet]:
            raise Failed(Message("labels.json names labels that Parvis does not know."))
        return (*self._open(self.folder), facet, labels, int(told.get("longest", 128)))


def _opened(folder: Path) -> Opened:
    try:
        runtime, tokenizers = importlib.import_module("onnxruntime"), importlib.import_module("tokenizers")
    except ImportError as error:
        raise Failed(Message("onnxruntime and tokenizers are not installed: pip install 'parvis[onnx]'.")) from error
    session = runtime.InferenceSession(str(folder / "model.onnx"), providers=["CPUExecutionProvider"])
    return session, tokenizers.Tokenizer.from_file(str(folder / "tokenizer.json"))
