import keras
import numpy as np
from gradients import loss_and_gradients
from harness import assert_close, assert_gradients, spread, to_numpy

from keras_recon.layers import PartSegmentationHead

OPTIONS = {"num_parts": 7, "num_shape_classes": 4, "propagation_widths": (12, 10), "widths": (9, 8)}


def inputs(random, batch=3):
    points = random.normal(size=(batch, 20, 3)).astype("float32")
    tokens = random.normal(size=(batch, 6, 15)).astype("float32")
    queries = random.normal(size=(batch, 3, 5)).astype("float32")
    return points, points[:, :6], tokens, queries, np.arange(batch, dtype="int32")


def built(random, **options):
    head = PartSegmentationHead(**OPTIONS, **options)
    head(*inputs(random))
    return head


def test_a_copy_from_the_config_gives_the_same(random):
    head = built(random)
    copy = PartSegmentationHead.from_config(head.get_config())
    assert copy.get_config() == head.get_config()
    copy.build(*(x.shape for x in inputs(random)))
    copy.set_weights(head.get_weights())
    given = inputs(random)
    assert_close(copy(*given), head(*given))


def test_logits_are_of_the_shape_that_is_announced(random):
    head, given = built(random), inputs(random)
    symbolic = head(*(keras.KerasTensor(x.shape, str(x.dtype)) for x in given))
    assert symbolic.shape == head(*given).shape == (3, 20, 7)


def test_every_weight_learns(random):
    head, given = built(random), inputs(random)
    _, gradients = loss_and_gradients(head, lambda: spread(head(*given, training=True)))
    assert_gradients(gradients)


def test_the_class_of_the_shape_counts(random):
    head, given = built(random), inputs(random)
    other = to_numpy(head(*given[:-1], given[-1][::-1].copy()))
    logits = to_numpy(head(*given))
    assert not np.isclose(other[0], logits[0]).all()
    np.testing.assert_allclose(other[1], logits[1], rtol=1e-4, atol=1e-6)


def test_dropout_is_on_in_training_alone(random):
    head, given = built(random, dropout=0.9), inputs(random)
    one, other = (to_numpy(head(*given, training=True)) for _ in range(2))
    assert not np.isclose(one, other).all()
    assert_close(head(*given), head(*given))
