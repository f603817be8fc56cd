import pytest

from keras_recon.layers import ReConBlock, TransformerBlock
from keras_recon.layers.block_stack import block_stack


@pytest.mark.parametrize("block", [ReConBlock, TransformerBlock])
def test_stochastic_depth_grows_linearly_from_none_at_the_first_block(block):
    blocks = block_stack(block, 5, 24, 3, 2, 0.2, "float32", name="piece")
    assert [type(one) for one in blocks] == [block] * 5
    assert [one.stochastic_depth for one in blocks] == pytest.approx([0, 0.05, 0.1, 0.15, 0.2])
    assert [one.name for one in blocks] == [f"piece_{index}" for index in range(5)]
    assert {(one.dim, one.num_heads, one.mlp_ratio) for one in blocks} == {(24, 3, 2)}
