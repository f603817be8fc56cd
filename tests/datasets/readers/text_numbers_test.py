import numpy as np
import pytest

from keras_recon.datasets.readers.text_numbers import read_numbers


@pytest.mark.parametrize("word", ["nan", "-NaN", "nan(ind)", "-nan(ind)", "1.#QNAN", "-1.#IND00"])
def test_what_is_no_number_however_it_is_written(word):
    np.testing.assert_array_equal(read_numbers([b"4512345.678901", word.encode()])[1], np.nan)


def test_numbers_are_float64():
    assert read_numbers([b"4512345.678901", b"-nan(ind)"])[0] == 4512345.678901


@pytest.mark.parametrize("word", ["x", "1,5", "name", ""])
def test_other_words_are_refused(word):
    with pytest.raises(ValueError, match="could not convert"):
        read_numbers([word.encode()])
