"""Whether OpenVINO is here."""

import pytest

from worker.engines.speechlm.openvino.library import installed

needs_openvino = pytest.mark.skipif(not installed(), reason="an extra: openvino")
