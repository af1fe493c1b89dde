"""Makes the fixtures beside this file from the reference implementation.

    python -m pip install torch transformers tokenizers sentencepiece protobuf safetensors pillow numpy
    python make.py

Small models with random weights, the pictures of ../clip, six texts, and what transformers makes of them, stage by stage:
resized pixels, normalised tensors, token ids, vectors, logits. Made with torch 2.15.0, transformers 5.24.0, Pillow 13.0.0.
Of resampling's order see ../clip/make.py.
"""

import json
import shutil
from pathlib import Path

import numpy
import sentencepiece
import torch
from sentencepiece import sentencepiece_model_pb2
from PIL import Image
from safetensors.torch import save_file
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors, trainers
from transformers import (
    BertTokenizer, ChineseCLIPConfig, ChineseCLIPModel, CLIPConfig, CLIPModel, Siglip2Config, Siglip2Model,
    Siglip2Tokenizer, SiglipConfig, SiglipModel, SiglipTokenizer, ViTConfig, ViTForImageClassification, ViTModel)
from transformers.models.chinese_clip.image_processing_pil_chinese_clip import ChineseCLIPImageProcessorPil
from transformers.models.clip.image_processing_pil_clip import CLIPImageProcessorPil
from transformers.models.siglip2.image_processing_pil_siglip2 import Siglip2ImageProcessorPil
from transformers.models.siglip.image_processing_pil_siglip import SiglipImageProcessorPil
from transformers.models.vit.image_processing_pil_vit import ViTImageProcessorPil

RESIZE = Image.Image.resize
Image.Image.resize = lambda self, size, resample=None, **kw: RESIZE(
    RESIZE(self, (size[0], self.height), resample), size, resample)
HERE = Path(__file__).parent
NAMES = ["wide", "tall", "fitting", "tiny"]
PICTURES = {name: Image.open(HERE.parent / "clip" / f"{name}.png").convert("RGB") for name in NAMES}
TEXTS = [
    "a red mug",
    "Striped T-Shirt, size M!",
    "it's   the customers' 3rd café  …",
    "红色条纹马克杯 and a teapot 🫖",
    "",
    "the longest text of them all goes on and on about a handbag that nobody has seen, with a pattern of stars",
]


def folder_of(name):
    folder = HERE / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    return folder


def shaken(model):
    """First weights leave norms at 1 and biases at 0, where a mistake would not show."""
    with torch.no_grad():
        for tensor in model.parameters():
            tensor.add_(torch.randn_like(tensor) * 0.1)
    return model.eval()


def saved(model, folder, dtype=torch.float16, **settings):
    model.to(dtype).save_pretrained(folder, **settings)
    return model.float()


def look(folder, make, settings):
    """The processor; and each picture resized by it, as a file."""
    plain = make(**(settings | dict(do_rescale=False, do_normalize=False)))
    for name, picture in PICTURES.items():
        out = plain(picture, return_tensors="np")
        pixels = out["pixel_values"][0]
        if "spatial_shapes" in out:
            pixels = unpatched(pixels, out["spatial_shapes"][0])
        Image.fromarray(pixels.transpose(1, 2, 0).astype(numpy.uint8)).save(folder / f"{name}-resized.png", optimize=True)
    process = make(**settings)
    process.save_pretrained(folder)
    return process


def unpatched(patches, shape, patch=8):
    rows, columns = (int(n) for n in shape)
    values = numpy.asarray(patches)[: rows * columns].reshape(rows, columns, patch, patch, 3)
    return values.transpose(4, 0, 2, 1, 3).reshape(3, rows * patch, columns * patch)


def unit(x):
    return torch.nn.functional.normalize(x, dim=-1)


def dual(folder, model, process, read, scale):
    expected, ids, seen = {}, [], []
    with torch.no_grad():
        for name, picture in PICTURES.items():
            inputs = process(picture, return_tensors="pt")
            if "spatial_shapes" in inputs:
                expected[f"pixels.{name}"] = torch.tensor(
                    unpatched(inputs["pixel_values"][0], inputs["spatial_shapes"][0]))
            else:
                expected[f"pixels.{name}"] = inputs["pixel_values"][0]
            seen.append(unit(model.get_image_features(**inputs).pooler_output)[0])
            expected[f"picture.{name}"] = seen[-1]
        said = []
        for i, words in enumerate(TEXTS):
            inputs = read(words)
            ids.append(inputs["input_ids"][0].tolist())
            said.append(unit(model.get_text_features(**inputs).pooler_output)[0])
            expected[f"text.{i}"] = said[-1]
        logits = torch.stack(seen) @ torch.stack(said).T * model.logit_scale.exp()
        expected["logits"] = logits + model.logit_bias if hasattr(model, "logit_bias") else logits
        whole = model(**process(PICTURES["wide"], return_tensors="pt"), **read(TEXTS[0]))
        assert torch.allclose(whole.logits_per_image[0, 0], expected["logits"][0, 0], atol=1e-4)
    save_file({k: v.contiguous() for k, v in expected.items()}, folder / "expected.safetensors")
    (folder / "expected-ids.json").write_text(json.dumps(dict(texts=TEXTS, ids=ids), ensure_ascii=False))


def word_pieces(folder):
    pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    pieces += list("abcdefghijklmnopqrstuvwxyz0123456789!,'…红色条纹杯")
    pieces += ["##" + c for c in "abcdefghijklmnopqrstuvwxyz"] + ["mug", "red", "the", "##ing", "##ed", "tea", "##pot"]
    (folder / "vocab.txt").write_text("\n".join(pieces) + "\n")
    return BertTokenizer(vocab=str(folder / "vocab.txt")), len(pieces)


def chinese():
    folder = folder_of("chinese")
    tokenizer, vocabulary = word_pieces(folder)
    torch.manual_seed(3)
    config = ChineseCLIPConfig(
        projection_dim=20,
        text_config=dict(vocab_size=vocabulary, hidden_size=24, intermediate_size=40, num_hidden_layers=2,
                         num_attention_heads=3, max_position_embeddings=30),
        vision_config=dict(hidden_size=32, intermediate_size=48, num_hidden_layers=2, num_attention_heads=4,
                           image_size=32, patch_size=8))
    model = saved(shaken(ChineseCLIPModel(config)), folder)
    process = look(folder, ChineseCLIPImageProcessorPil, dict(
        size=dict(height=32, width=32), crop_size=dict(height=32, width=32), do_center_crop=False))
    dual(folder, model, process, lambda words: tokenizer(
        words, truncation=True, max_length=30, return_tensors="pt"), True)


def siglip_tokenizer(folder):
    rules = folder / "rules.tsv"  # a map of characters as the published one has, of a few rules instead of thousands
    rules.write_text("".join(
        f"{' '.join(f'{ord(c):X}' for c in a)}\t{' '.join(f'{ord(c):X}' for c in b)}\n"
        for a, b in [("é", "e"), ("…", "..."), ("ａ", "a"), ("马", "馬")]))
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter([t.lower().replace(",", "") for t in TEXTS if t] * 3), model_prefix=str(folder / "spiece"),
        vocab_size=90, hard_vocab_limit=False, model_type="unigram", pad_id=0, eos_id=1, unk_id=2, bos_id=-1,
        normalization_rule_tsv=str(rules), character_coverage=1.0, minloglevel=2)
    (folder / "spiece.vocab").unlink(), rules.unlink()
    slow = SiglipTokenizer(str(folder / "spiece.model"))
    pieces = sentencepiece.SentencePieceProcessor(str(folder / "spiece.model"))
    fast = Tokenizer(models.Unigram(
        [(pieces.id_to_piece(i), pieces.get_score(i)) for i in range(pieces.get_piece_size())], unk_id=2))
    fast.add_special_tokens(["<pad>", "</s>", "<unk>"])
    proto = sentencepiece_model_pb2.ModelProto.FromString((folder / "spiece.model").read_bytes())
    fast.normalizer = normalizers.Precompiled(proto.normalizer_spec.precompiled_charsmap)
    fast.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always")
    fast.post_processor = processors.TemplateProcessing(single="$A </s>", special_tokens=[("</s>", 1)])
    fast.save(str(folder / "tokenizer.json"), pretty=False)
    (folder / "tokenizer_config.json").write_text(json.dumps(dict(
        tokenizer_class="SiglipTokenizer", pad_token="</s>", eos_token="</s>", unk_token="<unk>", model_max_length=16)))
    (folder / "spiece.model").unlink()
    return slow, pieces.get_piece_size()


def siglip():
    folder = folder_of("siglip")
    tokenizer, vocabulary = siglip_tokenizer(folder)
    torch.manual_seed(4)
    config = SiglipConfig(
        text_config=dict(vocab_size=vocabulary, hidden_size=24, intermediate_size=40, num_hidden_layers=2,
                         num_attention_heads=3, max_position_embeddings=16, projection_size=32),
        vision_config=dict(hidden_size=32, intermediate_size=48, num_hidden_layers=2, num_attention_heads=4,
                           image_size=32, patch_size=8))
    model = shaken(SiglipModel(config))
    with torch.no_grad():
        model.logit_scale.fill_(2.25), model.logit_bias.fill_(-6.5)
    model = saved(model, folder)
    process = look(folder, SiglipImageProcessorPil, dict(size=dict(height=32, width=32)))

    def read(words):
        out = tokenizer(words, padding="max_length", truncation=True, max_length=16, return_tensors="pt")
        return dict(input_ids=out["input_ids"])

    dual(folder, model, process, read, True)


def siglip2(name, config_class, model_class, vision, make, settings):
    folder = folder_of(name)
    bpe = Tokenizer(models.BPE(byte_fallback=True, unk_token="<unk>"))
    bpe.normalizer = normalizers.Sequence([normalizers.Lowercase(), normalizers.Replace(" ", "▁")])
    bpe.pre_tokenizer = pre_tokenizers.Split(" ", "merged_with_previous")
    bpe.train_from_iterator(TEXTS, trainers.BpeTrainer(
        vocab_size=160, show_progress=False, special_tokens=["<pad>", "<eos>", "<bos>", "<unk>", "<mask>"]))
    trained = json.loads(bpe.to_str())["model"]
    tokenizer = Siglip2Tokenizer(
        vocab=trained["vocab"], merges=[tuple(m) for m in trained["merges"]], add_eos_token=True,
        **({} if name == "siglip2" else dict(padding_side="right")))
    tokenizer.save_pretrained(folder)
    torch.manual_seed(5)
    config = config_class(
        text_config=dict(vocab_size=len(trained["vocab"]), hidden_size=32, intermediate_size=40, num_hidden_layers=1,
                         num_attention_heads=2, max_position_embeddings=20),
        vision_config=dict(hidden_size=32, intermediate_size=48, num_hidden_layers=2, num_attention_heads=4,
                           patch_size=8, **vision))
    model = saved(shaken(model_class(config)), folder, torch.bfloat16)
    process = look(folder, make, settings)

    def read(words):
        out = tokenizer(words, padding="max_length", truncation=True, max_length=20, return_tensors="pt")
        return dict(input_ids=out["input_ids"])

    dual(folder, model, process, read, True)


def sharded():
    """Widths, depths and heads that no published model has, in several files, towards a Lanczos filter."""
    folder = folder_of("sharded")
    tokenizer, vocabulary = word_pieces(folder)
    torch.manual_seed(6)
    config = CLIPConfig(
        projection_dim=12,
        text_config=dict(vocab_size=vocabulary, hidden_size=30, intermediate_size=22, num_hidden_layers=3,
                         num_attention_heads=5, max_position_embeddings=33, hidden_act="gelu", bos_token_id=2,
                         eos_token_id=3, pad_token_id=0),
        vision_config=dict(hidden_size=28, intermediate_size=36, num_hidden_layers=1, num_attention_heads=7,
                           image_size=42, patch_size=14))
    model = saved(shaken(CLIPModel(config)), folder, torch.float32, max_shard_size="40KB")
    process = look(folder, CLIPImageProcessorPil, dict(
        size=dict(shortest_edge=48), crop_size=dict(height=42, width=42), resample=1))
    dual(folder, model, process, lambda words: tokenizer(
        words, truncation=True, max_length=33, return_tensors="pt"), True)


def vit(name, make):
    folder = folder_of(name)
    torch.manual_seed(7)
    config = ViTConfig(hidden_size=24, intermediate_size=40, num_hidden_layers=2, num_attention_heads=3, image_size=32,
                       patch_size=8, id2label={i: word for i, word in enumerate(["mug", "hat", "shoe", "bag", "lamp"])})
    model = saved(shaken(make(config)), folder)
    process = look(folder, ViTImageProcessorPil, dict(size=dict(height=32, width=32)))
    expected = {}
    with torch.no_grad():
        for picture_name, picture in PICTURES.items():
            inputs = process(picture, return_tensors="pt")
            expected[f"pixels.{picture_name}"] = inputs["pixel_values"][0]
            base = model.vit if hasattr(model, "vit") else model
            expected[f"picture.{picture_name}"] = unit(base(**inputs).last_hidden_state[:, 0])[0]
            if hasattr(model, "classifier"):
                expected[f"labels.{picture_name}"] = model(**inputs).logits.softmax(-1)[0]
    save_file({k: v.contiguous() for k, v in expected.items()}, folder / "expected.safetensors")


chinese()
siglip()
siglip2("siglip2", SiglipConfig, SiglipModel, dict(image_size=32), SiglipImageProcessorPil,
        dict(size=dict(height=32, width=32), resample=2))
siglip2("naflex", Siglip2Config, Siglip2Model, dict(num_patches=16), Siglip2ImageProcessorPil,
        dict(patch_size=8, max_num_patches=30))
sharded()
vit("vit", ViTForImageClassification)
vit("vit-plain", ViTModel)
