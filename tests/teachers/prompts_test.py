import numpy as np
import pytest

from keras_recon.teachers import PUBLISHED_TEMPLATES, ULIP_TEMPLATES, random_prompt
from keras_recon.teachers.prompts import fill


def test_there_are_twenty_prefixes_and_three_suffixes():
    assert len(PUBLISHED_TEMPLATES) == 60
    parts = [template.split("{}") for template in PUBLISHED_TEMPLATES]
    # In the published order: all prefixes with the first suffix come first.
    assert [suffix for _, suffix in parts[::20]] == [
        ".",
        " with white background.",
        " with black context.",
    ]
    assert {tuple(prefix for prefix, _ in parts[start : start + 20]) for start in (0, 20, 40)} == {
        (
            "",
            "A ",
            "A model of ",
            "A model of a ",
            "A image of ",
            "A image of a ",
            "A 3D model of ",
            "A 3D model of a ",
            "A rendering model of ",
            "A rendering model of a ",
            "A point cloud of ",
            "A point cloud of a ",
            "A point cloud model of ",
            "A point cloud model of a ",
            "A 3D rendering model of ",
            "A 3D rendering model of a ",
            "A rendering image of ",
            "A rendering image of a ",
            "A 3D rendering image of ",
            "A 3D rendering image of a ",
        )
    }


def test_templates_of_ulip_are_the_sixty_four():
    assert len(ULIP_TEMPLATES) == len({*ULIP_TEMPLATES}) == 64
    assert all(template.count("{}") == 1 for template in ULIP_TEMPLATES)
    # A few of each kind, as ULIP's file has them.
    assert {
        "a point cloud model of {}.",
        "There is the {} in the scene.",
        "a photo of one {} in the scene.",
        "itap of my {}.",
        "a photo of many {}.",
        "a photo of the hard to see {}.",
        "a jpeg corrupted photo of a {}.",
        "a black and white photo of a {}",
        "an embroidered {}.",
        "a painting of the {}.",
    } <= {*ULIP_TEMPLATES}


def test_random_prompts_follow_the_seed_and_reach_each_template():
    rng = np.random.default_rng(1)
    prompts = [random_prompt("sofa", rng) for _ in range(2000)]
    assert {*prompts} == {template.replace("{}", "sofa") for template in PUBLISHED_TEMPLATES}
    rng = np.random.default_rng(1)
    assert prompts[:9] == [random_prompt("sofa", rng) for _ in range(9)]


def test_a_name_may_hold_braces():
    assert fill("a {}.", "{0} lamp") == "a {0} lamp."


def test_a_template_without_a_place_is_refused():
    with pytest.raises(ValueError, match=r"must hold \{\} for the name. Received: 'a chair'"):
        fill("a chair", "sofa")
