"""A base model with what was trained for it, as one model: by PEFT, which trained it."""

from pathlib import Path

from voicefarm.errors import BadInput, EngineUnavailable
from worker.model_files.outputs import check_free, whole_folder
from worker.model_files.problem import MissingLibrary
from worker.model_tools.checkpoint import Checkpoint

MISSING = MissingLibrary("peft", extra="pytorch")
ADAPTER = "adapter_config.json"


def merge(base: Path, adapter: Path, target: Path) -> None:
    """Write the checkpoint in `base`, merged with the adapter, to the new folder `target`.

    In the base's own precision; the tokenizer is the adapter's, if it brings one. Raises BadInput
    when the folders don't belong together, EngineUnavailable without PEFT.
    """
    Checkpoint.open(base)
    if not (adapter / ADAPTER).is_file():
        raise BadInput(f"{adapter} has no {ADAPTER}; name the folder that PEFT saved.")
    check_free(target)
    try:
        from peft import PeftModel
        from transformers import AutoModelForCausalLM, AutoTokenizer
    except ModuleNotFoundError as error:
        raise EngineUnavailable(str(MISSING)) from error
    words = adapter if (adapter / "tokenizer.json").is_file() else base
    try:
        tokenizer = AutoTokenizer.from_pretrained(words)
        model = AutoModelForCausalLM.from_pretrained(base, dtype="auto")
    except Exception as error:  # of several libraries, each with errors of its own
        raise BadInput(
            f"{base} can't be loaded ({_first_line(error)}); save the model again."
        ) from error
    if len(tokenizer) > model.get_input_embeddings().num_embeddings:
        model.resize_token_embeddings(len(tokenizer))
    try:
        merged = PeftModel.from_pretrained(model, adapter).merge_and_unload()
    except (RuntimeError, ValueError, KeyError) as error:
        raise BadInput(
            f"{adapter} was not trained for {base} ({_first_line(error)}); name its own base."
        ) from error
    with whole_folder(target) as folder:
        merged.save_pretrained(folder)
        tokenizer.save_pretrained(folder)


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200].rstrip(".:")
