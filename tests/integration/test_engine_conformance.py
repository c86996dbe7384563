"""Every engine of the project passes the conformance suite."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.kit.completions_servers import forged_server
from tests.kit.engine_cases import (
    DICE,
    FEW_ODD_TEXTS,
    forged_case,
    forged_kokoro_case,
    forged_piper_case,
    house_case,
    joe_case,
    kokoro_case,
    nano_case,
    openvino_case,
    orpheus_case,
    pytorch_case,
    server_case,
    shipped_case,
    tone_case,
    vieneu3_case,
)
from tests.kit.forge.piper_voices import PiperVoice
from tests.kit.forge.vieneu3_graphs import Vieneu3Graphs
from tests.kit.house_voice import needs_the_house_voice
from tests.kit.kokoro_voices import needs_kokoro
from tests.kit.openvino_library import needs_openvino
from tests.kit.piper_voice import needs_joe
from tests.kit.pytorch_library import needs_pytorch
from worker.engines.testing import EngineCase, EngineConformance


class TestSilence(EngineConformance):
    @pytest.fixture(scope="class")
    @classmethod
    def engine_case(cls) -> EngineCase:
        return shipped_case("silence")


class TestEspeak(EngineConformance):
    @pytest.fixture(scope="class")
    @classmethod
    def engine_case(cls) -> EngineCase:
        return shipped_case("espeak")


class TestSpeechLMAtItsLikeliest(EngineConformance):
    @pytest.fixture(scope="class")
    @classmethod
    def engine_case(cls, tmp_path_factory: pytest.TempPathFactory) -> EngineCase:
        return forged_case(tmp_path_factory.mktemp("likeliest"))


class TestSpeechLMWithDice(EngineConformance):
    @pytest.fixture(scope="class")
    @classmethod
    def engine_case(cls, tmp_path_factory: pytest.TempPathFactory) -> EngineCase:
        # Short pieces, at one frame a second: every machine is fast enough to stream them.
        pieces = {"piece": 10, "look_forward": 5, "look_back": 20}
        folder = tmp_path_factory.mktemp("dice")
        case = forged_case(folder, streaming=pieces, frames_per_second=1, **DICE)
        return replace(case, odd_texts=FEW_ODD_TEXTS, chunks=24)


@needs_openvino
class TestSpeechLMOnOpenVINO(EngineConformance):
    @pytest.fixture(scope="class")
    @classmethod
    def engine_case(cls, tmp_path_factory: pytest.TempPathFactory) -> EngineCase:
        return openvino_case(tmp_path_factory.mktemp("openvino"))


@needs_openvino
class TestSpeechLMOnOpenVINOWithDice(EngineConformance):
    @pytest.fixture(scope="class")
    @classmethod
    def engine_case(cls, tmp_path_factory: pytest.TempPathFactory) -> EngineCase:
        pieces = {"piece": 10, "look_forward": 5, "look_back": 20}
        folder = tmp_path_factory.mktemp("openvino-dice")
        case = openvino_case(folder, streaming=pieces, frames_per_second=1, **DICE)
        return replace(case, odd_texts=FEW_ODD_TEXTS, chunks=24)


@needs_pytorch
class TestSpeechLMOnPyTorch(EngineConformance):
    @pytest.fixture(scope="class")
    @classmethod
    def engine_case(cls, tmp_path_factory: pytest.TempPathFactory) -> EngineCase:
        pieces = {"piece": 10, "look_forward": 5, "look_back": 20}
        folder = tmp_path_factory.mktemp("pytorch")
        return pytorch_case(folder, streaming=pieces, frames_per_second=1)


class TestOrpheus(EngineConformance):
    @pytest.fixture(scope="class")
    @classmethod
    def engine_case(cls, tmp_path_factory: pytest.TempPathFactory) -> EngineCase:
        return orpheus_case(tmp_path_factory.mktemp("orpheus"))


class TestSpeechLMAtAServer(EngineConformance):
    @pytest.fixture(scope="class")
    @classmethod
    def engine_case(cls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[EngineCase]:
        with forged_server() as server:
            yield server_case(tmp_path_factory.mktemp("server"), server.url)


class TestVieneu3(EngineConformance):
    @pytest.fixture(scope="class")
    @classmethod
    def engine_case(cls, tmp_path_factory: pytest.TempPathFactory) -> EngineCase:
        case = vieneu3_case(tmp_path_factory.mktemp("vieneu3"), Vieneu3Graphs())
        return replace(case, repeatable=False)  # utterances that share a step round otherwise


class TestVieneu3OneByOne(EngineConformance):
    @pytest.fixture(scope="class")
    @classmethod
    def engine_case(cls, tmp_path_factory: pytest.TempPathFactory) -> EngineCase:
        return vieneu3_case(tmp_path_factory.mktemp("one-by-one"), Vieneu3Graphs(batch=False))


class TestVieneu3Nano(EngineConformance):
    @pytest.fixture(scope="class")
    @classmethod
    def engine_case(cls, tmp_path_factory: pytest.TempPathFactory) -> EngineCase:
        return nano_case(tmp_path_factory.mktemp("nano"))


class TestIsolated(EngineConformance):
    @pytest.fixture(scope="class")
    @classmethod
    def engine_case(cls) -> EngineCase:
        return tone_case()


@needs_the_house_voice
class TestHouse(EngineConformance):
    @pytest.fixture(scope="class")
    @classmethod
    def engine_case(cls) -> EngineCase:
        return house_case()


class TestPiper(EngineConformance):
    @pytest.fixture(scope="class")
    @classmethod
    def engine_case(cls, tmp_path_factory: pytest.TempPathFactory) -> EngineCase:
        return forged_piper_case(tmp_path_factory.mktemp("piper"), PiperVoice())


class TestPiperWithSpeakersThatReadsLetters(EngineConformance):
    @pytest.fixture(scope="class")
    @classmethod
    def engine_case(cls, tmp_path_factory: pytest.TempPathFactory) -> EngineCase:
        recipe = PiperVoice(speakers=3, reads="text")
        return forged_piper_case(tmp_path_factory.mktemp("piper-letters"), recipe)


@needs_joe
class TestPiperJoe(EngineConformance):
    @pytest.fixture(scope="class")
    @classmethod
    def engine_case(cls) -> EngineCase:
        return joe_case()


class TestKokoro(EngineConformance):
    @pytest.fixture(scope="class")
    @classmethod
    def engine_case(cls, tmp_path_factory: pytest.TempPathFactory) -> EngineCase:
        return forged_kokoro_case(tmp_path_factory.mktemp("kokoro"))


@needs_kokoro
class TestKokoroItself(EngineConformance):
    @pytest.fixture(scope="class")
    @classmethod
    def engine_case(cls) -> EngineCase:
        return kokoro_case()
