"""Tiny checkpoints as transformers saves them, with the vocabulary of a speech language model.

Needs torch, transformers and tokenizers.
"""

from pathlib import Path
from typing import Any

from tests.kit.forge.gguf_models import Recipe
from tests.kit.forge.letters import letter_weights
from tests.kit.forge.vocabulary import NORMAL, Vocabulary, vocabulary

CODES = 512
WORDS = vocabulary(CODES, 0, control=False, with_end=True, gap=None)
SIZES: dict[str, Any] = {
    "hidden_size": 64,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "intermediate_size": 128,
    "max_position_embeddings": 1024,
    "head_dim": 16,
    "initializer_range": 0.1,
}


def save_tokenizer(folder: Path, words: Vocabulary = WORDS) -> None:
    """Write `tokenizer.json`: BPE over bytes, with all special tokens added."""
    from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers
    from transformers import PreTrainedTokenizerFast

    plain = [token for token, kind in zip(words.tokens, words.types, strict=True) if kind == NORMAL]
    ids = {token: index for index, token in enumerate(plain)}
    tokenizer = Tokenizer(models.BPE(vocab=ids, merges=[("t", "h")]))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    added = [AddedToken(token, special=True) for token in words.tokens[len(plain) :]]
    tokenizer.add_special_tokens(added)
    PreTrainedTokenizerFast(tokenizer_object=tokenizer).save_pretrained(folder)


def save_checkpoint(
    folder: Path, architecture: str = "qwen3", words: Vocabulary = WORDS, **sizes: Any
) -> Path:
    """Write a random model of 0.1 M parameters and its tokenizer; returns the folder."""
    import torch
    import transformers

    name = {"llama": "Llama", "qwen2": "Qwen2", "qwen3": "Qwen3"}[architecture]
    torch.manual_seed(1)
    begin = words.id(words.begin)
    config = getattr(transformers, f"{name}Config")(
        vocab_size=len(words.tokens), bos_token_id=begin, eos_token_id=begin, **(SIZES | sizes)
    )
    model = getattr(transformers, f"{name}ForCausalLM")(config)
    model.save_pretrained(folder)
    save_tokenizer(folder, words)
    return folder


_PARTS = {
    "attn_norm": "input_layernorm",
    "attn_q": "self_attn.q_proj",
    "attn_k": "self_attn.k_proj",
    "attn_v": "self_attn.v_proj",
    "attn_output": "self_attn.o_proj",
    "ffn_norm": "post_attention_layernorm",
    "ffn_gate": "mlp.gate_proj",
    "ffn_up": "mlp.up_proj",
    "ffn_down": "mlp.down_proj",
}
_ENDS = {"token_embd": "model.embed_tokens", "output_norm": "model.norm", "output": "lm_head"}


def save_letters(folder: Path, recipe: Recipe) -> Path:
    """Write the letter model of a Llama `recipe` (see letters.py), and its tokenizer."""
    import torch
    import transformers

    words = recipe.words
    config = transformers.LlamaConfig(
        vocab_size=len(words.tokens),
        hidden_size=recipe.hidden,
        num_hidden_layers=recipe.layers,
        num_attention_heads=recipe.heads,
        num_key_value_heads=recipe.kv_heads,
        intermediate_size=recipe.ffn,
        max_position_embeddings=recipe.context,
        rms_norm_eps=1e-6,
        rope_parameters={"rope_type": "default", "rope_theta": 1_000_000.0},
        bos_token_id=words.id(words.begin),
        eos_token_id=words.id(words.begin),
    )
    model = transformers.LlamaForCausalLM(config)
    weights = letter_weights(recipe, words)
    model.load_state_dict({_name(key): torch.from_numpy(value) for key, value in weights.items()})
    model.save_pretrained(folder)
    save_tokenizer(folder, words)
    return folder


def _name(gguf_name: str) -> str:
    """What transformers calls a tensor of a GGUF file."""
    *block, part, kind = gguf_name.split(".")
    if not block:
        return f"{_ENDS[part]}.{kind}"
    return f"model.layers.{block[1]}.{_PARTS[part]}.{kind}"


def train_lora(base: Path, folder: Path, ids: list[int], said: list[int], steps: int = 80) -> Path:
    """Teach a LoRA to answer the prompt `ids` with the tokens `said`; returns its folder."""
    import torch
    from peft import LoraConfig, get_peft_model
    from transformers import AutoModelForCausalLM

    torch.set_num_threads(1)  # so small that threads would wait for each other
    model = AutoModelForCausalLM.from_pretrained(base)
    wanted = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]
    trained = get_peft_model(model, LoraConfig(r=16, lora_alpha=32, target_modules=wanted))
    tokens = torch.tensor([[*ids, *said]])
    labels = tokens.clone()
    labels[0, : len(ids)] = -100
    optimizer = torch.optim.AdamW(trained.parameters(), lr=1e-2)
    for _ in range(steps):
        loss = trained(input_ids=tokens, labels=labels).loss
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
    trained.save_pretrained(folder)
    return folder
