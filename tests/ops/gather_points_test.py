import numpy as np
import pytest
from harness import to_numpy

from keras_recon.ops import gather_points


@pytest.mark.parametrize("index_shape", [(1,), (7,), (4, 5)])
@pytest.mark.parametrize("row_shape", [(1,), (3,), (24,), (5, 3)])
def test_rows_are_those_that_the_index_names(random, index_shape, row_shape):
    points = random.normal(size=(3, 10, *row_shape)).astype("float32")
    index = random.integers(0, 10, size=(3, *index_shape))
    gathered = to_numpy(gather_points(points, index))
    assert gathered.shape == (3, *index_shape, *row_shape)
    for position in np.ndindex(3, *index_shape):
        np.testing.assert_array_equal(gathered[position], points[position[0], index[position]])
