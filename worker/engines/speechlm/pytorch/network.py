"""The layers of a checkpoint by transformers, with an output head that is cut down to speech."""

from typing import Any

import torch
import transformers
from torch.nn import functional
from transformers import AttentionInterface, AutoModelForCausalLM

from voicefarm.errors import BadSetting, EngineUnavailable
from worker.engines.speechlm.prompts.speech_tokens import SpeechTokens
from worker.engines.speechlm.pytorch.attention import NAME, StepAttention, slot_attention
from worker.engines.speechlm.pytorch.checkpoint import CheckpointFolder

TYPES = {"fp32": torch.float32, "fp16": torch.float16, "bf16": torch.bfloat16}


class CheckpointNetwork:
    """Tokens in, logits of speech out. Used by one thread alone."""

    def __init__(self, layers: Any, head: Any, bias: Any) -> None:
        self._layers, self._head, self._bias = layers, head, bias
        self.dtype = head.dtype

    @classmethod
    def load(
        cls, folder: CheckpointFolder, tokens: SpeechTokens, precision: str, device: str
    ) -> "CheckpointNetwork":
        """Open a checkpoint. Raises EngineUnavailable when the library can't, BadSetting when
        tokenizer and weights don't belong together."""
        AttentionInterface.register(NAME, slot_attention)
        model = _open(folder, precision).to(device).requires_grad_(False).eval()
        head = model.get_output_embeddings()
        wanted = tokens.columns()
        if wanted.max() >= len(head.weight):
            raise BadSetting(
                f"{folder.path} has a token {wanted.max()} and weights for {len(head.weight)}: "
                "bring the tokenizer.json that belongs to the weights."
            )
        rows = torch.from_numpy(wanted).to(device)
        bias = None if head.bias is None else head.bias[rows]
        return cls(model.get_decoder(), head.weight[rows], bias)

    def logits(self, tokens: Any, positions: Any, wanted: Any, step: StepAttention) -> Any:
        """[wanted, codes and END] in 32 bits, of the rows `wanted` of a step."""
        hidden = self._layers(
            input_ids=tokens[None], position_ids=positions[None], use_cache=False, step=step
        ).last_hidden_state[0]
        return functional.linear(hidden[wanted], self._head, self._bias).float()


def _open(folder: CheckpointFolder, precision: str) -> Any:
    """The whole model on the CPU. What a checkpoint lacks, transformers would fill by chance."""
    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()
    try:
        model, report = AutoModelForCausalLM.from_pretrained(
            folder.path,
            dtype=TYPES[precision],
            attn_implementation=NAME,
            use_safetensors=True,
            local_files_only=True,
            output_loading_info=True,
        )
    except Exception as error:
        raise EngineUnavailable(
            f"transformers can't read {folder.path} ({short(error)}): fetch it again, or "
            "install the version that its config.json names."
        ) from error
    if report["missing_keys"]:
        raise EngineUnavailable(
            f"{folder.path} lacks the tensor '{min(report['missing_keys'])}': fetch it again, and "
            "merge an adapter first (`voicefarm models merge`)."
        )
    return model


def short(error: BaseException) -> str:
    """What a library's error says, short enough for a sentence."""
    return (" ".join(str(error).split())[:300] or type(error).__name__).rstrip(".: ")
