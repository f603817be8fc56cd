"""The blocks of a transformer, one after another."""

import numpy as np


def block_stack(
    block, depth, dim, num_heads, mlp_ratio, stochastic_depth, dtype, name="block", **options
):
    """Return blocks whose stochastic depth grows linearly from 0 at the first.

    Args:
        block: Class of the blocks, such as `ReConBlock`.
        depth: Number of blocks.
        dim: Width of the tokens.
        num_heads: Number of attention heads.
        mlp_ratio: Hidden width of the blocks' MLPs, in units of `dim`.
        stochastic_depth: Chance of dropping a branch of the last block.
        dtype: Dtype policy.
        name: The blocks are called `name_0`, `name_1` and so on.
        **options: Further arguments of the class.

    Returns:
        A list of layers.

    Example:

    ```python
    from keras_recon.layers import TransformerBlock
    from keras_recon.layers.block_stack import block_stack

    block_stack(TransformerBlock, 4, 96, 4, 4, stochastic_depth=0.1, dtype="float32")
    ```

    Reference:
        - [Huang et al., Deep Networks with Stochastic Depth, 2016](https://arxiv.org/abs/1603.09382)
    """
    return [
        block(
            dim,
            num_heads,
            mlp_ratio,
            stochastic_depth=float(rate),
            dtype=dtype,
            name=f"{name}_{index}",
            **options,
        )
        for index, rate in enumerate(np.linspace(0, stochastic_depth, depth))
    ]
