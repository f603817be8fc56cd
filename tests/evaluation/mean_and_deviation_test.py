import statistics

import pytest
from harness import raises_with_advice

from keras_recon.evaluation import mean_and_deviation, percent


def test_figures_are_those_of_the_statistics_module():
    values = [0.5, 0.625, 0.9]
    summary = mean_and_deviation(values)
    assert summary["mean"] == pytest.approx(statistics.mean(values))
    assert summary["standard_deviation"] == pytest.approx(statistics.stdev(values))
    assert summary["values"] == values


def test_one_value_has_no_deviation():
    assert mean_and_deviation([0.5]) == {
        "mean": 0.5,
        "standard_deviation": None,
        "values": [0.5],
    }


@pytest.mark.parametrize("values", [[], [[0.5, 0.6]], 0.5])
def test_other_than_a_sequence_of_numbers_is_refused(values):
    with raises_with_advice(ValueError, "`values` must be one number or more", "shape"):
        mean_and_deviation(values)


@pytest.mark.parametrize(("values", "text"), [([0.5, 0.75], "62.5 ± 17.7 %"), ([0.5], "50.0 %")])
def test_figures_are_written_as_percentages(values, text):
    assert percent(mean_and_deviation(values)) == text
