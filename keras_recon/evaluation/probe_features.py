"""Features of a frozen backbone for a linear probe."""

import math

import numpy as np
from keras import ops


def probe_features(backbone, points, batch_size=64):
    """Describe each shape by what a linear probe of a backbone sees.

    The maximum of the queries, then the maximum plus the mean of the patches' tokens.

    Args:
        backbone: A `Backbone`.
        points: Float array of shape `(n, N, D)`, D the backbone's `channels`, or a tensor on any
            device, as the backbone accepts them.
        batch_size: Shapes in a batch.

    Returns:
        float32 array of shape `(n, 2 C)`.

    Raises:
        ValueError: If the points are not what the backbone accepts.

    Example:

    ```python
    import numpy as np
    import keras_recon

    backbone = keras_recon.ReConBackbone.from_preset("recon_nano")
    points = np.random.default_rng(0).uniform(-0.5, 0.5, (4, 512, 3)).astype("float32")
    keras_recon.probe_features(backbone, points)  # (4, 192)
    ```

    Reference:
        - [Qi et al., Contrast with Reconstruct, 2023](https://arxiv.org/abs/2302.02318)
    """
    points = ops.convert_to_numpy(points)
    # Whole batches only: another size would be compiled anew.
    padded = np.resize(points, (-(-len(points) // batch_size) * batch_size, *points.shape[1:]))
    outputs = backbone.predict(padded, batch_size=batch_size, verbose=0)
    # Half precision would do for the network, not for means.
    outputs = {name: value[: len(points)].astype("float32") for name, value in outputs.items()}
    return pool_tokens(backbone, outputs)


def pool_tokens(backbone, outputs, numpy=np):
    """Pool what a backbone gives as `probe_features` does.

    Args:
        backbone: The `Backbone`.
        outputs: A dict of its outputs.
        numpy: `np` for arrays, `keras.ops` for tensors.

    Returns:
        Array or tensor of shape `(B, 2 C)`.
    """
    queries = [outputs[name] for name in backbone.query_names]
    # Of each kind there is one, `(B, C)`, or several, `(B, Q, C)`.
    queries = [numpy.reshape(q, (-1, math.prod(q.shape[1:-1]), backbone.dim)) for q in queries]
    queries = numpy.concatenate(queries, axis=1)
    groups = outputs["group_tokens"]
    pooled = numpy.max(groups, axis=1) + numpy.mean(groups, axis=1)
    return numpy.concatenate([numpy.max(queries, axis=1), pooled], axis=-1)
