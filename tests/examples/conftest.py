import pytest
from harness import tiny_backbone


@pytest.fixture
def preset(tmp_path):
    """Folder of a tiny network with weights."""
    tiny_backbone().save_to_preset(tmp_path / "preset")
    return tmp_path / "preset"
