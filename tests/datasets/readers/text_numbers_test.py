import numpy as np
import pytest

from keras_recon.datasets.readers.text_numbers import read_integers, read_numbers


@pytest.mark.parametrize("word", ["nan", "-NaN", "nan(ind)", "-nan(ind)", "1.#QNAN", "-1.#IND00"])
def test_what_is_no_number_however_it_is_written(word):
    np.testing.assert_array_equal(read_numbers([b"4512345.678901", word.encode()])[1], np.nan)


def test_numbers_are_float64():
    assert read_numbers([b"4512345.678901", b"-nan(ind)"])[0] == 4512345.678901


@pytest.mark.parametrize("word", ["x", "1,5", "name", ""])
def test_other_words_are_refused(word):
    with pytest.raises(ValueError, match="in place of a number"):
        read_numbers([word.encode()])


@pytest.mark.parametrize("word", ["x", "2.5", "", "9" * 5000, str(2**63)])
def test_what_is_no_whole_number_of_64_bits_is_refused(word):
    assert read_integers([b"-3", b"7"]).tolist() == [-3, 7]
    with pytest.raises(ValueError, match="in place of a whole number|more than 64 bits"):
        read_integers([b"7", word.encode()])
