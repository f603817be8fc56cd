"""How well a linear classifier does on a frozen backbone."""

from keras_recon.evaluation.linear_probe import linear_probe
from keras_recon.evaluation.probe_features import probe_features


def probe_accuracy(backbone, train, test, preprocessor=None, C=0.075, batch_size=64):
    """Accuracy of a linear support vector machine on a frozen backbone's features.

    Args:
        backbone: A `Backbone`.
        train: `PointCloudData` to learn from; shapes of label -1 are left out.
        test: `PointCloudData` to be tested on, all with labels.
        preprocessor: `PointCloudPreprocessor` for the points of both; None if they are prepared.
            A backbone with colours takes those of the shapes or else its grey.
        C: Inverse strength of the regularization.
        batch_size: Shapes at a time.

    Returns:
        Share of the test labels that are predicted, between 0 and 1.

    Raises:
        ValueError: If the points are not what the backbone accepts or a test label is -1.

    Example:

    ```python
    import keras_recon

    train, test = map(keras_recon.datasets.load_home3d, ("train", "test"))
    keras_recon.evaluation.probe_accuracy(
        keras_recon.ReConBackbone.from_preset("recon_nano_home3d"),
        train,
        test,
        keras_recon.layers.PointCloudPreprocessor(num_points=512),
    )
    ```

    Reference:
        - [Qi et al., Contrast with Reconstruct, 2023](https://arxiv.org/abs/2302.02318)
    """
    train = train.select(train.labels >= 0)
    preprocessor = backbone.fit_preprocessor(preprocessor)
    features = [
        probe_features(backbone, preprocessor(points) if preprocessor else points, batch_size)
        for points in (data.raw_points(backbone.channels) for data in (train, test))
    ]
    return linear_probe(features[0], train.labels, features[1], test.labels, C)
