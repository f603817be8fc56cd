import pytest

from keras_recon.datasets.readers.text_layout import find_layout


@pytest.mark.parametrize(
    ("content", "name", "expected"),
    [
        ("1 2 3\n", "a.txt", (None, 0, (0, 1, 2), (), False, None)),
        ("1;2;3\n", "a.txt", (";", 0, (0, 1, 2), (), False, None)),
        ("1,5;2;3\n", "a.txt", (";", 0, (0, 1, 2), (), False, None)),
        ("1\t2\t3 \n", "a.txt", ("\t", 0, (0, 1, 2), (), False, None)),
        ("1,2,3,4,5,6\n", "a.txt", (",", 0, (0, 1, 2), (3, 4, 5), False, None)),
        ("7\n\n1 2 3 4 5 6 7\n", "a.txt", (None, 2, (0, 1, 2), (), False, 7)),
        ("7\n\n1 2 3 4 5 6 7\n", "a.pts", (None, 2, (0, 1, 2), (4, 5, 6), False, 7)),
        ("z,a,y,x\n1,b,2,3\n", "a.csv", (",", 1, (3, 2, 0), (), False, None)),
        ("//X Y Z R G B\n1 2 3 4 5 6", "a.asc", (None, 1, (0, 1, 2), (3, 4, 5), True, None)),
    ],
)
def test_where_things_are(content, name, expected, tmp_path):
    (tmp_path / name).write_text(content)
    layout = find_layout(tmp_path / name)
    names = ("separator", "first", "columns", "color_columns", "named", "count")
    assert tuple(getattr(layout, name) for name in names) == expected
