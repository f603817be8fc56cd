import html.parser
import re

import numpy as np
import pytest
from harness import raises_with_advice

from keras_recon.visualization import write_search_page


class Page(html.parser.HTMLParser):
    """Tags with their attributes, the words, and whether each tag is closed."""

    def __init__(self, path):
        super().__init__()
        self.tags, self.words, self.open = [], [], []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "path"):
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if data.strip():
            self.words.append(data.strip())

    def count(self, tag):
        return sum(found == tag for found, _ in self.tags)


@pytest.fixture
def results(random):
    return [
        {"name": name, "score": score, "points": random.normal(size=(40, 3)), "path": f"m/{name}"}
        for name, score in (("chair", 0.91234), ("stool", 0.5), ("table", -0.25))
    ]


def test_results_are_there_in_their_order(results, tmp_path):
    page = Page(write_search_page(results, tmp_path / "page.html", "a seat"))
    assert not page.open
    start = page.words.index("1")
    expected = ["1", "0.912", "chair", "m/chair", "2", "0.500", "stool", "m/stool", "3", "-0.250"]
    assert page.words[start : start + 10] == expected
    assert page.count("li") == page.count("svg") == 3


def test_every_point_is_drawn_within_its_picture(results, tmp_path):
    page = Page(write_search_page(results[:1], tmp_path / "page.html", "a seat"))
    dots = [
        (int(x), int(y))
        for tag, attributes in page.tags
        if tag == "path"
        for x, y in re.findall(r"M(-?\d+) (-?\d+)h0", attributes["d"])
    ]
    assert len(dots) == 40
    assert 0 <= np.min(dots) <= np.max(dots) <= 400
    assert np.ptp(dots, axis=0).max() > 300


def test_up_is_up_and_near_points_are_the_most_solid(tmp_path):
    points = np.array([[0.0, 1, 0], [0, -1, 0], [0, 0, 5.0], [0, 0, -5]])
    result = {"name": "a", "score": 1, "points": points}
    page = Page(write_search_page([result], tmp_path / "page.html", "a"))
    dots = {
        tuple(map(int, dot)): float(attributes["opacity"])
        for tag, attributes in page.tags
        if tag == "path"
        for dot in re.findall(r"M(-?\d+) (-?\d+)h0", attributes["d"])
    }
    far, near = min(dots.values()), max(dots.values())
    assert far < near == 1
    # Seen from above, what is near is lower in the picture.
    (lower,) = (y for (_, y), opacity in dots.items() if opacity == near)
    (higher,) = (y for (_, y), opacity in dots.items() if opacity == far)
    assert higher < lower


def test_names_are_escaped(results, tmp_path):
    bad = '<script>alert("1")</script> & \'"><img src=x onerror=y>'
    for key in ("name", "path", "caption"):
        results[0][key] = bad
    page = Page(write_search_page(results, tmp_path / "page.html", bad))
    assert {tag for tag, _ in page.tags}.isdisjoint({"script", "img"})
    assert page.words.count(bad) == 5  # two titles, and name, path and caption


def test_nothing_is_loaded_from_elsewhere(results, tmp_path):
    path = write_search_page(results, tmp_path / "page.html", "a seat", results[0]["points"])
    text = path.read_text()
    assert not re.search(r"https?:|//|url\(|@import|<script|<link", text)
    assert "default-src 'none'" in text


def test_a_shape_that_was_searched_for_is_drawn_too(results, tmp_path):
    path = write_search_page(results, tmp_path / "page.html", "a", results[0]["points"])
    assert Page(path).count("svg") == 4


def test_there_need_not_be_pictures_or_results(results, tmp_path):
    del results[0]["points"]
    assert "no picture" in Page(write_search_page(results, tmp_path / "page.html", "a")).words
    assert "0 shapes, by cosine similarity" in (
        Page(write_search_page([], tmp_path / "page.html", "a")).words
    )


def test_names_of_files_that_are_not_utf_8_are_written(results, tmp_path):
    results[0]["path"] = b"m/\xff.obj".decode(errors="surrogateescape")
    page = Page(write_search_page(results, tmp_path / "page.html", "a"))
    assert "m/\\udcff.obj" in page.words


def test_a_point_alone_is_drawn(tmp_path):
    result = {"name": "dot", "score": 1, "points": np.ones((1, 3))}
    assert Page(write_search_page([result], tmp_path / "page.html", "a")).count("path") == 1


@pytest.mark.parametrize("points", [np.zeros((0, 3)), np.zeros((5, 2)), np.full((5, 3), np.nan)])
def test_points_of_another_shape_are_refused(points, tmp_path):
    with raises_with_advice(ValueError, "(P, 3)"):
        write_search_page([{"name": "a", "score": 1, "points": points}], tmp_path / "p.html", "a")
    assert not [*tmp_path.iterdir()]


def test_a_result_without_a_score_is_refused(tmp_path):
    with raises_with_advice(ValueError, "'name' and 'score'"):
        write_search_page([{"name": "a"}], tmp_path / "page.html", "a")
