"""Checks of arrays given to `fit`, `evaluate` and `predict`."""

import numpy as np


class InputChecks:
    """Mixin that checks arrays before Keras turns them into batches.

    Inside a compiled step values can't be looked at, so NaN would pass silently. Datasets are
    checked where they are made. The model says what it accepts in `check_inputs`.
    """

    def fit(self, x=None, *args, **kwargs):
        self._check_arrays(x)
        return super().fit(x, *args, **kwargs)

    def evaluate(self, x=None, *args, **kwargs):
        self._check_arrays(x)
        return super().evaluate(x, *args, **kwargs)

    def predict(self, x, *args, **kwargs):
        self._check_arrays(x)
        return super().predict(x, *args, **kwargs)

    def _check_arrays(self, x):
        if isinstance(x, np.ndarray | dict):
            self.check_inputs(x)
