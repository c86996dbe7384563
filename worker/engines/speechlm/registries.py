"""What a model file may choose from, by name: an addition is its own file and one line here."""

from voicefarm.registry import Registry

BACKBONES = Registry(
    "Backbone",
    {
        "auto": "worker.engines.speechlm.automatic.choice:AUTOMATIC",
        "llamacpp": "worker.engines.speechlm.llamacpp.backbone:LLAMACPP",
        "openvino": "worker.engines.speechlm.openvino.backbone:OPENVINO",
        "pytorch": "worker.engines.speechlm.pytorch.backbone:PYTORCH",
        "openai": "worker.engines.speechlm.completions_server.backbone:COMPLETIONS_SERVER",
    },
)
DEFAULT_BACKBONE = "llamacpp"
"""The one that runs everywhere; `auto` takes it where there is no choice."""
CHECKPOINT_BACKBONE = "pytorch"
"""The one that reads a folder, which `auto` takes for one."""
AUTOMATIC_BACKBONE = "auto"
"""What a model file that names none asks for."""
REMOTE_BACKBONE = "openai"
"""Another program computes the model, so a machine's own backbone doesn't replace it."""
TRIED_BACKBONES = (DEFAULT_BACKBONE, "openvino")
"""Those that `auto` chooses from; the last one is likely where all are installed."""
VOCABULARIES = Registry(
    "Vocabulary file",
    {
        ".gguf": "worker.engines.speechlm.llamacpp.language_model:read_vocabulary",
        ".json": "worker.engines.speechlm.prompts.tokenizer_file:read_vocabulary",
    },
)
"""How a vocabulary is read without a model, by the suffix of its file."""
LIKELIEST = Registry(
    "Model file", {".gguf": "worker.engines.speechlm.llamacpp.likeliest:Likeliest"}
)
"""What runs a model file to compare it with another, by its suffix."""
CODECS = Registry(
    "Codec",
    {
        "neucodec": "worker.engines.speechlm.codecs.neucodec:NEUCODEC",
        "snac": "worker.engines.speechlm.codecs.snac:SNAC",
        "vieneu-codec": "worker.engines.speechlm.codecs.vieneu_codec:VIENEU_CODEC",
    },
)
PROMPT_FORMATS = Registry(
    "Prompt format",
    {
        "chat": "worker.engines.speechlm.prompts.chat:CHAT",
        "compact": "worker.engines.speechlm.prompts.compact:COMPACT",
        "orpheus": "worker.engines.speechlm.prompts.orpheus:ORPHEUS",
        "turbo": "worker.engines.speechlm.prompts.turbo:TURBO",
    },
)
