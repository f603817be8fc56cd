"""How well a linear classifier does on frozen features."""

import numpy as np


def linear_probe(train_features, train_labels, test_features, test_labels, C=0.075):
    """Accuracy of a linear support vector machine on frozen features.

    Features are standardized with the mean and the deviation of all training features.

    Args:
        train_features: Float array of shape `(n, D)`.
        train_labels: Integer array of shape `(n,)`; shapes of label -1 are left out.
        test_features: Float array of shape `(m, D)`.
        test_labels: Integer array of shape `(m,)`.
        C: Inverse strength of the regularization.

    Returns:
        Share of the test labels that are predicted, between 0 and 1.

    Raises:
        ValueError: If shapes don't fit, features are not finite or a test label is -1.

    Example:

    ```python
    import numpy as np
    import keras_recon

    features = np.array([[0.0, 1.0], [1.0, 0.0], [0.1, 0.9], [0.9, 0.1]])
    labels = np.array([0, 1, 0, 1])
    keras_recon.evaluation.linear_probe(features, labels, features, labels)  # 1.0
    ```

    Reference:
        - [Afham et al., CrossPoint, 2022](https://arxiv.org/abs/2203.00680)
    """
    from sklearn.preprocessing import StandardScaler
    from sklearn.svm import SVC

    train_features, train_labels = _check(train_features, train_labels, "train")
    test_features, test_labels = _check(test_features, test_labels, "test")
    if train_features.shape[1] != test_features.shape[1]:
        raise ValueError(
            "Training and test features must be of one width. "
            f"Received: {train_features.shape[1]} and {test_features.shape[1]}"
        )
    if (test_labels < 0).any():
        raise ValueError(
            "Every test shape must have a label. "
            f"Received: {int((test_labels < 0).sum())} of {len(test_labels)} without"
        )
    scaler = StandardScaler().fit(train_features)
    labelled = train_labels >= 0
    machine = SVC(kernel="linear", C=C)
    machine.fit(scaler.transform(train_features[labelled]), train_labels[labelled])
    return float(machine.score(scaler.transform(test_features), test_labels))


def _check(features, labels, name):
    features, labels = np.asarray(features), np.asarray(labels)
    if features.ndim != 2 or labels.shape != features.shape[:1]:
        raise ValueError(
            f"`{name}_features` must have the shape (n, D) and `{name}_labels` (n,). "
            f"Received: {features.shape} and {labels.shape}"
        )
    if not np.isfinite(features).all():
        wrong = int((~np.isfinite(features)).any(1).sum())
        raise ValueError(
            f"`{name}_features` must be finite. Received: NaN or infinity in {wrong} of "
            f"{len(features)} rows"
        )
    return features, labels
