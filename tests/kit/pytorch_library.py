"""Whether PyTorch and transformers are here."""

import pytest

from worker.engines.speechlm.pytorch.backbone import installed

needs_pytorch = pytest.mark.skipif(not installed(), reason="an extra: pytorch")
