import json

import keras
import numpy as np
import pytest
from harness import to_numpy

from keras_recon.losses import FeatureDistillation


@pytest.mark.parametrize("scale", [0.1, 1.0, 10.0])
@pytest.mark.parametrize("shape", [(1, 5), (4, 32)])
def test_loss_is_that_of_torch(random, shape, scale):
    torch = pytest.importorskip("torch")
    teacher, student = (scale * random.normal(size=(2, *shape))).astype("float32")
    expected = torch.nn.SmoothL1Loss()(torch.tensor(student), torch.tensor(teacher))
    loss = FeatureDistillation()(teacher, student)
    assert float(loss) == pytest.approx(float(expected), rel=1e-5)


def test_one_loss_an_example_without_reduction(random):
    torch = pytest.importorskip("torch")
    teacher, student = (2 * random.normal(size=(2, 4, 16))).astype("float32")
    expected = torch.nn.SmoothL1Loss(reduction="none")(torch.tensor(student), torch.tensor(teacher))
    loss = to_numpy(FeatureDistillation(reduction=None)(teacher, student))
    np.testing.assert_allclose(loss, expected.numpy().mean(-1), rtol=1e-5)


@pytest.mark.parametrize(
    ("difference", "expected"), [(0, 0), (0.5, 0.125), (-1, 0.5), (3, 2.5), (-11, 10.5)]
)
def test_loss_is_quadratic_up_to_one_and_linear_beyond(difference, expected):
    teacher = np.array([[2.0]], "float32")
    assert float(FeatureDistillation()(teacher, teacher + difference)) == pytest.approx(expected)


def test_name_survives_serialization():
    loss = FeatureDistillation(name="image")
    stored = json.loads(json.dumps(keras.saving.serialize_keras_object(loss)))
    assert keras.saving.deserialize_keras_object(stored).name == "image"


def test_a_teacher_of_zeros_is_none_and_counts_nothing(random):
    teacher, student = random.normal(size=(2, 3, 16)).astype("float32")
    teacher[1] = 0
    each = to_numpy(FeatureDistillation(reduction=None)(teacher, student))
    assert each[1] == 0 < min(each[0], each[2])
    total = float(FeatureDistillation()(teacher, student))
    assert total == pytest.approx((each[0] + each[2]) / 3, rel=1e-6)
