"""A Whisper that always says the same: real files, loaded and run by the real faster-whisper.

Its layers add nothing to what passes through them. So the decoder's state is what the position
encoding of the place says, and each place's is the embedding of the token that is to come there.
"""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from ctranslate2.specs import WhisperSpec
from numpy.typing import NDArray
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers, trainers

WIDTH, HEADS, MELS, FRAMES, PLACES = 64, 2, 80, 1500, 448
PROMPT = 4
"""Tokens before the first of the text: start, language, task, no timestamps."""
SPECIAL = (
    "<|endoftext|>",
    "<|startoftranscript|>",
    "<|en|>",
    "<|vi|>",
    "<|translate|>",
    "<|transcribe|>",
    "<|startoflm|>",
    "<|startofprev|>",
    "<|nospeech|>",
    "<|notimestamps|>",
)


def forge_whisper(folder: Path, says: str) -> Path:
    """A converted model in `folder` that hears `says` in everything."""
    tokenizer = _tokenizer(says)
    tokens = [*tokenizer.encode(says, add_special_tokens=False).ids, _id(tokenizer, SPECIAL[0])]
    spec = WhisperSpec(1, HEADS, 1, HEADS)
    _fill(spec, tokenizer.get_vocab_size(), tokens)
    vocabulary = sorted(tokenizer.get_vocab().items(), key=lambda item: item[1])
    spec.register_vocabulary([token for token, _ in vocabulary])
    spec.config.suppress_ids, spec.config.suppress_ids_begin = [], []
    spec.config.lang_ids = [_id(tokenizer, name) for name in ("<|en|>", "<|vi|>")]
    spec.config.alignment_heads = [(0, 0)]
    spec.validate()
    folder.mkdir(parents=True, exist_ok=True)
    spec.save(str(folder))
    tokenizer.save(str(folder / "tokenizer.json"))
    settings = {"feature_size": MELS, "sampling_rate": 16_000, "hop_length": 160, "n_fft": 400}
    (folder / "preprocessor_config.json").write_text(json.dumps({**settings, "chunk_length": 30}))
    return folder


def _tokenizer(says: str) -> Tokenizer:
    """A byte-level tokenizer with a token for each word of `says`; behind them Whisper's own.

    A token for a lone space would never be heard: faster-whisper suppresses it.
    """
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(
        vocab_size=10_000, min_frequency=1, initial_alphabet=alphabet, show_progress=False
    )
    tokenizer.train_from_iterator([says], trainer)
    times = [f"<|{place * 0.02:.2f}|>" for place in range(1501)]
    tokenizer.add_special_tokens([AddedToken(name, special=True) for name in (*SPECIAL, *times)])
    return tokenizer


def _id(tokenizer: Tokenizer, name: str) -> int:
    found = tokenizer.token_to_id(name)
    assert found is not None
    return int(found)


def _fill(spec: WhisperSpec, vocabulary: int, tokens: Sequence[int]) -> None:
    """Give every variable its shape: layers of zeros, and the positions that say the tokens."""
    dice = np.random.default_rng(0)
    embeddings = dice.standard_normal((vocabulary, WIDTH)).astype(np.float32)
    places = np.zeros((PLACES, WIDTH), np.float32)
    for number, token in enumerate(tokens):
        # The token before it adds its own embedding, which is small beside this.
        places[PROMPT - 1 + number] = 20 * embeddings[token]
    places[PROMPT - 1 + len(tokens) :] = 20 * embeddings[tokens[-1]]
    encoder, decoder = spec.encoder, spec.decoder
    encoder.conv1.weight, encoder.conv1.bias = _zeros(WIDTH, MELS, 3), _zeros(WIDTH)
    encoder.conv2.weight, encoder.conv2.bias = _zeros(WIDTH, WIDTH, 3), _zeros(WIDTH)
    encoder.position_encodings.encodings = _zeros(FRAMES, WIDTH)
    decoder.embeddings.weight = embeddings
    decoder.position_encodings.encodings = places
    decoder.projection.weight = embeddings
    for side in (encoder, decoder):
        _norm(side.layer_norm)
        for layer in side.layer:
            _layer(layer)


def _layer(layer: object) -> None:
    for name in ("self_attention", "attention"):
        if attention := getattr(layer, name, None):
            _norm(attention.layer_norm)
            widths = (3, 1) if name == "self_attention" else (1, 2, 1)
            for linear, share in zip(attention.linear, widths, strict=True):
                linear.weight, linear.bias = _zeros(share * WIDTH, WIDTH), _zeros(share * WIDTH)
    feed = layer.ffn  # type: ignore[attr-defined]
    _norm(feed.layer_norm)
    feed.linear_0.weight, feed.linear_0.bias = _zeros(WIDTH, WIDTH), _zeros(WIDTH)
    feed.linear_1.weight, feed.linear_1.bias = _zeros(WIDTH, WIDTH), _zeros(WIDTH)


def _norm(norm: object) -> None:
    norm.gamma, norm.beta = np.ones(WIDTH, np.float32), _zeros(WIDTH)  # type: ignore[attr-defined]


def _zeros(*shape: int) -> NDArray[np.float32]:
    return np.zeros(shape, np.float32)
