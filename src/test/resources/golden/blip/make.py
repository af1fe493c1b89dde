"""Makes the fixtures beside this file from the reference implementation.

    python -m pip install torch transformers tokenizers safetensors pillow numpy
    python make.py

Three small BLIPs with random weights, in the layouts of the published captioner, question answerer and image-text
matcher; two pictures (those of ../clip) and what transformers makes of them, stage by stage: normalised tensors, token ids,
the picture tower, the text encoder, logits, generated ids (greedy and beams), scores of the matching head.
Made with torch 2.15.0, transformers 5.24.0, Pillow 13.0.0.
"""

import json
import shutil
from pathlib import Path

import torch
from PIL import Image
from safetensors.torch import save_file
from transformers import (
    BertTokenizer, BlipConfig, BlipForConditionalGeneration, BlipForImageTextRetrieval, BlipForQuestionAnswering)
from transformers.models.blip.image_processing_pil_blip import BlipImageProcessorPil

HERE = Path(__file__).parent
PICTURES = ["wide", "tall"]
PREFIXES = ["", "a picture of", "red mug", "图中是红色"]
QUESTIONS = ["what is it?", "is this a red mug?", "它是什么颜色"]
BEAMS = [2, 3, 5]
LENGTH = 14
END = 1.3

# Pillow before 13 always resized rows first, then columns, as published models were trained on.
RESIZE = Image.Image.resize
Image.Image.resize = lambda self, size, resample=None, **kw: RESIZE(
    RESIZE(self, (size[0], self.height), resample), size, resample)


def tokenizer(folder):
    pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    pieces += list("abcdefghijklmnopqrstuvwxyz?,:图中是红色它什么颜")
    pieces += ["##" + c for c in "abcdefghijklmnopqrstuvwxyz"] + ["mug", "red", "the", "picture", "what", "is", "of", "##ing"]
    (folder / "vocab.txt").write_text("\n".join(pieces) + "\n")
    read = BertTokenizer.from_pretrained(folder)
    return read, len(pieces)


def processor(folder, edge):
    (folder / "preprocessor_config.json").write_text(json.dumps(dict(
        do_resize=True, resample=3, do_rescale=True, rescale_factor=1 / 255, do_normalize=True, do_convert_rgb=True,
        image_processor_type="BlipImageProcessor", size=dict(height=edge, width=edge),
        image_mean=[0.48145466, 0.4578275, 0.40821073], image_std=[0.26862954, 0.26130258, 0.27577711]), indent=1))
    return BlipImageProcessorPil.from_pretrained(folder)


def model(name, kind, dtype, seed, noise, text, vision):
    torch.manual_seed(seed)
    folder = HERE / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    tokens, vocabulary = tokenizer(folder)
    config = BlipConfig(
        text_config=dict(vocab_size=vocabulary + 2, bos_token_id=vocabulary, sep_token_id=3, eos_token_id=3,
                         pad_token_id=0, **text),
        vision_config=vision, image_text_hidden_size=12)
    blip = kind(config).eval()
    with torch.no_grad():
        for tensor in blip.parameters():
            tensor.add_(torch.randn_like(tensor) * (noise if tensor.dim() > 1 else 0.25 * noise))
        # as large as trained ones: sums of hundreds of large terms would differ by their order alone
        blip.vision_model.embeddings.patch_embedding.weight.mul_(0.2)
        if hasattr(blip, "text_decoder"):  # so that texts do not say the same again and again, and some end early
            blip.text_decoder.bert.embeddings.position_embeddings.weight.mul_(4)
            blip.text_decoder.cls.predictions.transform.LayerNorm.weight.mul_(0.4)
            blip.text_decoder.cls.predictions.bias.zero_()
            blip.text_decoder.cls.predictions.bias[3] += END
    blip.to(dtype).save_pretrained(folder)
    blip.double()  # so that a stage's expectation has no rounding of its own
    for written in folder.iterdir():
        if written.name not in {"config.json", "model.safetensors", "vocab.txt"}:
            written.unlink()
    process = processor(folder, config.vision_config.image_size)
    expected, said = {}, dict(pictures=PICTURES, length=LENGTH)
    return folder, tokens, blip, process, expected, said


def save(folder, expected, said):
    save_file({k: v.float().contiguous() for k, v in expected.items()}, folder / "expected.safetensors")
    (folder / "expected.json").write_text(json.dumps(said, ensure_ascii=False, indent=0))


def pixels(process, picture):
    return process(Image.open(HERE.parent / "clip" / f"{picture}.png").convert("RGB"), return_tensors="pt")["pixel_values"].double()


def generated(model, seen, ids):
    """Greedy, then each number of beams, without the prompt."""
    runs = dict()
    for beams in [1] + BEAMS:
        for penalty in [1.0] if beams == 1 else [1.0, 0.5]:
            runs[f"{beams} {penalty}"] = model.generate(
                pixel_values=seen, input_ids=ids.clone() if ids is not None else None, max_length=LENGTH, num_beams=beams,
                length_penalty=penalty, do_sample=False)[0].tolist()
    return runs


@torch.no_grad()
def captioner():
    folder, tokens, blip, process, expected, said = model(
        "caption", BlipForConditionalGeneration, torch.float16, 8, 0.4,
        dict(hidden_size=24, intermediate_size=48, num_hidden_layers=2, num_attention_heads=3, max_position_embeddings=24),
        dict(hidden_size=32, intermediate_size=64, num_hidden_layers=2, num_attention_heads=4, image_size=32, patch_size=8))
    said["prefixes"], said["ids"], said["captions"] = PREFIXES, [], []
    for picture in PICTURES:
        seen = pixels(process, picture)
        expected[f"pixels.{picture}"] = seen[0]
        expected[f"tokens.{picture}"] = blip.vision_model(seen).last_hidden_state[0]
        for i, prefix in enumerate(PREFIXES):
            ids = tokens(prefix, return_tensors="pt")["input_ids"]
            if picture == PICTURES[0]:
                said["ids"].append(ids[0].tolist())
            prompt = ids[:, :-1].clone()
            prompt[:, 0] = blip.config.text_config.bos_token_id
            expected[f"logits.{picture}.{i}"] = blip.text_decoder(
                prompt, encoder_hidden_states=blip.vision_model(seen).last_hidden_state).logits[0]
            said["captions"].append(dict(picture=picture, prefix=i, **generated(blip, seen, ids if prefix else None)))
    save(folder, expected, said)


@torch.no_grad()
def answerer():
    folder, tokens, blip, process, expected, said = model(
        "answer", BlipForQuestionAnswering, torch.float32, 2, 0.25,
        dict(hidden_size=24, intermediate_size=40, num_hidden_layers=2, num_attention_heads=2, max_position_embeddings=20,
             hidden_act="gelu", layer_norm_eps=1e-7),
        dict(hidden_size=24, intermediate_size=40, num_hidden_layers=1, num_attention_heads=2, image_size=48, patch_size=16,
             layer_norm_eps=1e-3))
    said["questions"], said["answers"] = QUESTIONS, []
    for picture in PICTURES:
        seen = pixels(process, picture)
        looked = blip.vision_model(seen).last_hidden_state
        for i, question in enumerate(QUESTIONS):
            ids = tokens(question, return_tensors="pt")["input_ids"]
            expected[f"question.{picture}.{i}"] = blip.text_encoder(
                ids, attention_mask=torch.ones_like(ids), encoder_hidden_states=looked).last_hidden_state[0]
            said["answers"].append(dict(picture=picture, question=i, **generated(blip, seen, ids)))
    save(folder, expected, said)


@torch.no_grad()
def matcher():
    folder, tokens, blip, process, expected, said = model(
        "match", BlipForImageTextRetrieval, torch.bfloat16, 3, 0.3,
        dict(hidden_size=24, intermediate_size=48, num_hidden_layers=2, num_attention_heads=3, max_position_embeddings=24),
        dict(hidden_size=24, intermediate_size=48, num_hidden_layers=2, num_attention_heads=3, image_size=32, patch_size=16))
    said["texts"] = QUESTIONS
    for picture in PICTURES:
        seen = pixels(process, picture)
        for i, text in enumerate(QUESTIONS):
            ids = tokens(text, return_tensors="pt")["input_ids"]
            expected[f"logits.{picture}.{i}"] = blip(ids, seen, use_itm_head=True).itm_score[0]
            expected[f"cosine.{picture}.{i}"] = blip(ids, seen, use_itm_head=False).itm_score[0]
    save(folder, expected, said)


captioner()
answerer()
matcher()
