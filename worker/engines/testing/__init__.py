"""The conformance suite that every engine passes, for engines of other packages too.

Needs pytest. A test file of one class is enough:

    class TestMyEngine(EngineConformance):
        @pytest.fixture(scope="class")
        @classmethod
        def engine_case(cls) -> EngineCase:
            return EngineCase(read_model(Path("my-model.toml")))

- `case`: which model of the engine is tested, and what it is excused from
- `suite`: the tests
- `texts`: what they have the engine say
- `judgement`: whether speech and errors are as the contract wants them
- `callers`: how a worker calls an engine
- `watches`, `sinks`: what stops an utterance in its middle, and what keeps its pieces
- `memory`, `child`: a process of its own that measures the engine's memory
"""

import pytest

pytest.register_assert_rewrite("worker.engines.testing.suite")  # a failure shows its values

from worker.engines.testing.case import EngineCase  # noqa: E402
from worker.engines.testing.suite import EngineConformance  # noqa: E402

__all__ = ["EngineCase", "EngineConformance"]
