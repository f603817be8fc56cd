import pytest

from keras_recon.datasets.procedural.describe import a, count, describe


@pytest.mark.parametrize(
    ("words", "expected"),
    [("cup", "a cup"), ("oak cup", "an oak cup"), ("one-storey house", "a one-storey house")],
)
def test_the_article_is_that_of_the_sound(words, expected):
    assert a(words) == expected


def test_numbers_are_words_up_to_ten():
    said = [count(number, "leg") for number in (0, 1, 3, 12)]
    assert said == ["no legs", "one leg", "three legs", "12 legs"]
    assert count(2, "tooth", "teeth") == "two teeth"


def test_captions_go_from_all_to_the_name():
    assert describe("table", ["round", "", "oak"], ["on three legs", ""]) == (
        "a round oak table on three legs",
        "a table on three legs",
        "a round oak table",
        "a table",
    )
    assert describe("table", [], ["on three legs"]) == ("a table on three legs", "a table")
    assert describe("table") == ("a table",)


def test_details_that_begin_alike_are_joined():
    details = ["with a lid", "with two handles", "on feet", "with a ring"]
    assert describe("pot", (), details)[0] == (
        "a pot with a lid and two handles on feet with a ring"
    )
