"""What a model file may choose from, by name: an addition is its own file and one line here."""

from voicefarm.registry import Registry

BACKBONES = Registry(
    "Backbone",
    {
        "auto": "worker.engines.speechlm.automatic.choice:AUTOMATIC",
        "llamacpp": "worker.engines.speechlm.llamacpp.backbone:LLAMACPP",
        "openvino": "worker.engines.speechlm.openvino.backbone:OPENVINO",
    },
)
DEFAULT_BACKBONE = "auto"
USUAL_BACKBONE = "llamacpp"
"""The one that runs everywhere."""
TRIED_BACKBONES = (USUAL_BACKBONE, "openvino")
"""Those that `auto` chooses from; the last one is likely where all are installed."""
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
