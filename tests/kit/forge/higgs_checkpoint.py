"""A tiny Higgs Audio V2 of random weights, as its own classes in transformers save it."""

from pathlib import Path
from typing import Any

LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ .,"
AUDIO, BEGIN, END, DELAY = (
    "<|AUDIO_OUT|>",
    "<|audio_out_bos|>",
    "<|audio_eos|>",
    "<|reserved_special_token_6|>",
)
SPECIAL = ("<|pad|>", AUDIO, BEGIN, END, DELAY)
TEMPLATE = (
    "{% for message in messages %}{% for part in message.content %}"
    "{% if part.type == 'text' %}{{ part.text }}{% else %}" + BEGIN + AUDIO + END + "{% endif %}"
    "{% endfor %}{% endfor %}{% if add_generation_prompt %}" + BEGIN + "{% endif %}"
)
CODEBOOKS = 8
FRAME = 960


def save_higgs(folder: Path) -> Path:
    """Save model and processor; for a Python that has transformers."""
    import torch
    from transformers import HiggsAudioV2Config, HiggsAudioV2ForConditionalGeneration

    torch.manual_seed(0)
    ids = {token: number for number, token in enumerate((*SPECIAL, *LETTERS))}
    config = HiggsAudioV2Config(
        vocab_size=len(ids),
        hidden_size=32,
        intermediate_size=64,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
        head_dim=8,
        num_codebooks=CODEBOOKS,
        codebook_size=1026,
        pad_token_id=0,
        bos_token_id=None,
        eos_token_id=None,
        audio_token_id=ids[AUDIO],
        audio_bos_token_id=ids[BEGIN],
        audio_delay_token_id=ids[DELAY],
    )
    HiggsAudioV2ForConditionalGeneration(config).save_pretrained(folder)
    _processor(ids, folder / "codec").save_pretrained(folder)
    return folder


def _processor(ids: dict[str, int], codec_folder: Path) -> Any:
    """Its codec lies in a folder of its own, which the processor names."""
    from tokenizers import Regex, Tokenizer, models, pre_tokenizers
    from transformers import (
        DacFeatureExtractor,
        HiggsAudioV2Processor,
        HiggsAudioV2TokenizerConfig,
        HiggsAudioV2TokenizerModel,
        PreTrainedTokenizerFast,
    )

    letters = Tokenizer(models.WordLevel(ids, unk_token=" "))
    letters.pre_tokenizer = pre_tokenizers.Split(Regex(""), "isolated")
    letters.add_special_tokens(list(SPECIAL))
    ratios = [8, 5, 4, 2, 3]
    codec = HiggsAudioV2TokenizerConfig(
        target_bandwidths=[0.5, 1, 1.5, 2],
        acoustic_model_config={
            "model_type": "dac",
            "encoder_hidden_size": 4,
            "decoder_hidden_size": 64,
            "hidden_size": 128,
            "downsampling_ratios": ratios,
            "upsampling_ratios": ratios,
        },
        semantic_model_config={
            "model_type": "hubert",
            "hidden_size": 16,
            "num_hidden_layers": 1,
            "num_attention_heads": 2,
            "intermediate_size": 32,
            "num_conv_pos_embeddings": 16,
        },
    )
    HiggsAudioV2TokenizerModel(codec).save_pretrained(codec_folder)
    return HiggsAudioV2Processor(
        DacFeatureExtractor(sampling_rate=24_000, hop_length=FRAME),
        PreTrainedTokenizerFast(tokenizer_object=letters, pad_token=SPECIAL[0]),
        HiggsAudioV2TokenizerModel.from_pretrained(codec_folder),
        chat_template=TEMPLATE,
    )
