"""The project's own engines as cases of the conformance suite."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from tests.kit.forge.checkpoints import save_letters
from tests.kit.forge.codecs import SnacCodec, forge_codec
from tests.kit.forge.engines import model_file
from tests.kit.forge.gguf_models import LETTERS, ORPHEUS, forge
from tests.kit.forge.kokoro_networks import kokoro_model
from tests.kit.forge.nano_graphs import nano_model
from tests.kit.forge.piper_voices import PiperVoice, piper_model
from tests.kit.forge.vieneu3_graphs import Vieneu3Graphs, vieneu3_model
from tests.kit.kokoro_voices import kokoro
from tests.kit.piper_voice import joe
from voicefarm.models import Catalogue, Model, shipped_config
from worker.engines.testing import EngineCase
from worker.engines.testing.case import MB
from worker.engines.testing.texts import ODD_TEXTS, TEXTS

SMALL = replace(LETTERS, codes=7168)
LETTER_TEXTS = {"en": ("A", "a cat named B", "the cat F sat on the mat, quite long ago")}
"""For a forged model: it says what the one capital letter stands for."""
DICE = {
    "sampling": {"temperature": 5, "top_p": 1, "min_p": 0},
    "limits": {"extra_tokens": 1500},
    "context": 2048,
}
"""Settings with which a forged model leaves its chain of codes now and then."""
HOUSE_TEXTS = {
    "en": ("Yes.", "The ferry leaves at seven, and it has never waited."),
    "vi": ("Vâng.", "Chuyến phà rời bến lúc bảy giờ."),
}
FEW_ODD_TEXTS = {what: ODD_TEXTS[what] for what in ("nothing", "a smile", "mixed scripts")}
"""For engines that take their time. The forged model gets all odd texts in its likeliest case."""


def shipped_case(name: str) -> EngineCase:
    """A model that is shipped."""
    return EngineCase(Catalogue(shipped_config() / "models")[name])


def house_case() -> EngineCase:
    """The house voice on llama.cpp; OpenVINO has a case of its own, with a forged model.

    With flash attention its takes depend on the other chunks in the batch.
    """
    return replace(
        EngineCase(Catalogue(shipped_config() / "models", backbone="llamacpp")["house"]),
        texts=HOUSE_TEXTS,
        odd_texts=FEW_ODD_TEXTS,
        repeatable=False,
        chunks=24,
    )


def forged_piper_case(folder: Path, recipe: PiperVoice) -> EngineCase:
    """A forged Piper voice whose model file lies in `folder`."""
    return EngineCase(piper_model(folder, recipe))


def joe_case() -> EngineCase:
    """The Piper voice joe, from its package."""
    texts = {"en": TEXTS["en"][:3]}
    return EngineCase(
        joe(),
        slots=2,
        texts=texts,
        odd_texts=FEW_ODD_TEXTS,
        chunks=48,
        leak_bytes=24 * MB,  # its buffers grow with the longest of the lengths that seeds give
    )


def forged_kokoro_case(folder: Path) -> EngineCase:
    """A forged Kokoro network whose model file lies in `folder`."""
    return EngineCase(kokoro_model(folder))


def kokoro_case() -> EngineCase:
    """Kokoro, from its packages; it needs a third of a second for a second of speech."""
    return EngineCase(
        kokoro(),
        slots=2,
        texts={"en": TEXTS["en"][:2]},
        memory_texts=(*TEXTS["en"][:3], f"{TEXTS['en'][3]} {TEXTS['en'][2]}"),
        odd_texts=FEW_ODD_TEXTS,
        chunks=8,  # so that each slot has spoken a long text before the first reading
        leak_bytes=32 * MB,  # its buffers take more than a few chunks to settle
    )


def forged_case(folder: Path, **settings: Any) -> EngineCase:
    """A forged speech language model whose model file lies in `folder`."""
    return EngineCase(model_file(folder, SMALL, **settings), texts=LETTER_TEXTS)


def openvino_case(folder: Path, **settings: Any) -> EngineCase:
    """The same on OpenVINO, whose reader takes 16 bits and fewer."""
    model = model_file(folder, replace(SMALL, quantization="F16"), backbone="openvino", **settings)
    return EngineCase(model, texts=LETTER_TEXTS)


def pytorch_case(folder: Path, **settings: Any) -> EngineCase:
    """The same as a checkpoint, on PyTorch, at its likeliest.

    With dice its takes depend on the other chunks in the batch, by rounding."""
    weights = {"path": str(save_letters(folder / "checkpoint", SMALL))}
    case = forged_case(folder, backbone="pytorch", weights=weights, **settings)
    return replace(case, odd_texts=FEW_ODD_TEXTS, chunks=48)


def server_case(folder: Path, url: str) -> EngineCase:
    """A forged speech language model that another program runs."""
    case = forged_case(folder, backbone="openai", server={"url": url})
    return replace(case, odd_texts=FEW_ODD_TEXTS, chunks=48)


def orpheus_model(folder: Path) -> Model:
    """Orpheus's model file with forged weights, and a codec in which codes can be heard."""
    shipped = Catalogue(shipped_config() / "models")["orpheus-3b-q4km"]
    forged = {
        "context": 2048,
        "weights": {"path": str(forge(ORPHEUS))},
        "codec": {"kind": "snac", "path": str(forge_codec(SnacCodec()))},
        "streaming": {"piece": 7, "look_forward": 7, "look_back": 14, "overlap": 7},
        "frames_per_second": 1,
        "sampling": {"temperature": 0},
    }
    return shipped.model_copy(update={"settings": shipped.settings | forged, "folder": folder})


def orpheus_case(folder: Path) -> EngineCase:
    """A forged Orpheus."""
    return EngineCase(orpheus_model(folder), texts=LETTER_TEXTS, chunks=24)


def vieneu3_case(folder: Path, recipe: Vieneu3Graphs, **settings: Any) -> EngineCase:
    """A forged VieNeu v3 whose model file lies in `folder`."""
    return EngineCase(vieneu3_model(folder, recipe, **settings), chunks=48)


def nano_case(folder: Path) -> EngineCase:
    """A forged VieNeu v3 nano whose model file lies in `folder`."""
    return EngineCase(nano_model(folder), chunks=48)


def tone_model(**settings: Any) -> Model:
    """A model whose child speaks in tones."""
    adapter = Path(__file__).with_name("tone_adapter.py")
    return Model.model_validate(
        {
            "name": "tones",
            "engine": "isolated",
            "description": "made by the tests",
            "licence": "Apache-2.0",
            "sample_rate": 16_000,
            "budget": 400,
            "voices": {"tone": {"languages": ["en"], "settings": {"pitch": 200}}},
            "default_voices": {"en": "tone"},
            "settings": {"adapter": str(adapter)} | settings,
        }
    )


def tone_case() -> EngineCase:
    """An engine in a child of its own, which speaks in tones."""
    # Memory doesn't depend on the pauses, which are there so that speech can be stopped.
    hurried = tuple(f"In a hurry: {text}" for text in TEXTS["en"])
    return EngineCase(tone_model(), slots=3, memory_texts=hurried)
