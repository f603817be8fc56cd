import numpy as np

from keras_recon.data import prepared_dataset


def test_batches_keep_order_and_structure():
    inputs = {"points": np.arange(30.0).reshape(5, 2, 3), "shape_class": np.arange(5)}
    batches = list(prepared_dataset(inputs, batch_size=2).as_numpy_iterator())
    assert [len(batch["points"]) for batch in batches] == [2, 2, 1]
    for name, array in inputs.items():
        np.testing.assert_array_equal(np.concatenate([batch[name] for batch in batches]), array)
