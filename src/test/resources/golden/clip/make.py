"""Makes the fixtures beside this file from the reference implementation.

    python -m pip install torch transformers tokenizers safetensors pillow numpy
    python make.py

Two small CLIPs with random weights in half precision, four pictures, six texts, and what transformers makes of them, stage by stage:
resized pixels, normalised tensors, token ids, unit vectors. Made with torch 2.15.0, transformers 5.24.0, Pillow 13.0.0.

Pillow before 13 always resized rows first, then columns; since then columns go first in some tall pictures, which moves
values by one or two of 255. Published models were trained on the former, so the order is kept here.
"""

import json
import shutil
from pathlib import Path

import numpy
import torch
from PIL import Image, ImageDraw
from safetensors.torch import save_file
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, trainers
from transformers import BertTokenizer, CLIPConfig, CLIPModel, CLIPTokenizer
from transformers.models.clip.image_processing_pil_clip import CLIPImageProcessorPil

RESIZE = Image.Image.resize
Image.Image.resize = lambda self, size, resample=None, **kw: RESIZE(
    RESIZE(self, (size[0], self.height), resample), size, resample)
HERE = Path(__file__).parent
TEXTS = [
    "a red mug",
    "Striped T-Shirt, size M!",
    "it's   the customers' 3rd café  …",
    "红色条纹马克杯 and a teapot 🫖",
    "",
    "the longest text of them all goes on and on about a handbag that nobody has seen, with a pattern of stars",
]


def pictures():
    random = numpy.random.default_rng(1)
    made = []
    for name, width, height in [("wide", 97, 61), ("tall", 40, 150), ("fitting", 36, 36), ("tiny", 17, 9)]:
        picture = Image.fromarray(random.integers(0, 256, (height, width, 3), dtype=numpy.uint8))
        draw = ImageDraw.Draw(picture)
        for i in range(6):
            x, y = random.integers(0, width), random.integers(0, height)
            colour = tuple(int(c) for c in random.integers(0, 2, 3) * 255)
            draw.rectangle((x, y, x + width // 3, y + height // 3), fill=colour)
        picture.save(HERE / f"{name}.png", optimize=True)
        made.append((name, picture))
    return made


def bpe(folder):
    tokenizer = Tokenizer(models.BPE(end_of_word_suffix="</w>"))
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([
        pre_tokenizers.Whitespace(), pre_tokenizers.ByteLevel(add_prefix_space=False)])
    trainer = trainers.BpeTrainer(
        vocab_size=600, end_of_word_suffix="</w>", show_progress=False,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet())
    tokenizer.train_from_iterator(TEXTS[:3] + TEXTS[5:] * 3, trainer)
    model = json.loads(tokenizer.to_str())["model"]
    pieces = list(model["vocab"])
    pieces += [p + "</w>" for p in pieces if len(p) == 1 and p + "</w>" not in model["vocab"]]
    pieces += ["<|startoftext|>", "<|endoftext|>"]
    (folder / "vocab.json").write_text(json.dumps({p: i for i, p in enumerate(pieces)}, ensure_ascii=False))
    merges = [m if isinstance(m, str) else " ".join(m) for m in model["merges"]]
    (folder / "merges.txt").write_text("#version: 0.2\n" + "\n".join(merges) + "\n")
    return CLIPTokenizer.from_pretrained(folder), len(pieces)


def word_pieces(folder):
    pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    pieces += list("abcdefghijklmnopqrstuvwxyz0123456789!,'…红色条纹杯")
    pieces += ["##" + c for c in "abcdefghijklmnopqrstuvwxyz"] + ["mug", "red", "the", "##ing", "##ed", "tea", "##pot"]
    (folder / "vocab.txt").write_text("\n".join(pieces) + "\n")
    return BertTokenizer.from_pretrained(folder), len(pieces)


def preprocessor(folder, **settings):
    base = dict(do_resize=True, resample=3, do_rescale=True, do_normalize=True, do_convert_rgb=True,
                image_processor_type="CLIPImageProcessor")
    (folder / "preprocessor_config.json").write_text(json.dumps(base | settings, indent=1))
    return CLIPImageProcessorPil.from_pretrained(folder)


def model(name, tokenizer_of, dtype, vision, text, processor):
    torch.manual_seed(2)
    folder = HERE / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    tokenizer, vocabulary = tokenizer_of(folder)
    config = CLIPConfig(text_config=dict(vocab_size=vocabulary, **text), vision_config=vision, projection_dim=24)
    clip = CLIPModel(config).eval()
    with torch.no_grad():
        for tensor in clip.parameters():
            tensor.add_(torch.randn_like(tensor) * 0.1)
    clip.to(dtype).save_pretrained(folder)
    clip.float()
    for written in folder.iterdir():
        if written.name not in {"config.json", "model.safetensors", "vocab.json", "merges.txt", "vocab.txt"}:
            written.unlink()
    process = preprocessor(folder, **processor)
    expected, ids = {}, []
    plain = preprocessor(folder, **(processor | dict(do_rescale=False, do_normalize=False)))
    preprocessor(folder, **processor)
    with torch.no_grad():
        for picture_name, picture in PICTURES:
            resized = plain(picture, return_tensors="np")["pixel_values"][0].transpose(1, 2, 0).astype(numpy.uint8)
            Image.fromarray(resized).save(folder / f"{picture_name}-resized.png", optimize=True)
            pixels = process(picture, return_tensors="pt")["pixel_values"]
            expected[f"pixels.{picture_name}"] = pixels[0]
            features = clip.visual_projection(clip.vision_model(pixels).pooler_output)
            expected[f"picture.{picture_name}"] = torch.nn.functional.normalize(features)[0]
        for i, words in enumerate(TEXTS):
            tokens = tokenizer(words, truncation=True, max_length=config.text_config.max_position_embeddings)["input_ids"]
            ids.append(tokens)
            features = clip.text_projection(clip.text_model(torch.tensor([tokens])).pooler_output)
            expected[f"text.{i}"] = torch.nn.functional.normalize(features)[0]
    save_file({k: v.contiguous() for k, v in expected.items()}, folder / "expected.safetensors")
    (folder / "expected-ids.json").write_text(json.dumps(dict(texts=TEXTS, ids=ids), ensure_ascii=False))


PICTURES = pictures()
# As OpenAI's checkpoints: byte-level pairs, quick_gelu, shortest edge and crop, the old end token 2.
model(
    "quick", bpe, torch.float16,
    dict(hidden_size=32, intermediate_size=64, num_hidden_layers=2, num_attention_heads=4, image_size=32, patch_size=8),
    dict(hidden_size=32, intermediate_size=64, num_hidden_layers=2, num_attention_heads=2,
         max_position_embeddings=20, bos_token_id=0, eos_token_id=2, pad_token_id=1),
    dict(size=dict(shortest_edge=36), do_center_crop=True, crop_size=dict(height=32, width=32)))
# As the demo's: WordPiece, gelu, its own end token, odd epsilon, towers of different widths, no crop.
model(
    "gelu", word_pieces, torch.bfloat16,
    dict(hidden_size=48, intermediate_size=96, num_hidden_layers=3, num_attention_heads=4, image_size=48, patch_size=16,
         hidden_act="gelu", layer_norm_eps=1e-3),
    dict(hidden_size=24, intermediate_size=48, num_hidden_layers=1, num_attention_heads=3, max_position_embeddings=24,
         hidden_act="gelu", layer_norm_eps=1e-3, bos_token_id=2, eos_token_id=3, pad_token_id=0),
    dict(size=dict(height=48, width=48), do_center_crop=False, image_mean=[0.5, 0.4, 0.3], image_std=[0.2, 0.25, 0.3]))
