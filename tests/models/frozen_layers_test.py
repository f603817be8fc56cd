import pytest
from harness import tiny_backbone

from keras_recon.models.frozen_layers import freeze_layers, frozen_layers


@pytest.mark.parametrize("paths", [[], [""], ["norm"], ["blocks/0/local_mlp", "patch_embedding"]])
def test_what_is_frozen_is_found_again(paths):
    backbone = tiny_backbone()
    freeze_layers(backbone, paths)
    assert frozen_layers(backbone) == paths
    assert bool(backbone.norm.trainable_weights) == (paths not in ([""], ["norm"]))
    local_mlp = backbone.blocks[0].local_mlp
    assert bool(local_mlp.trainable_weights) == (paths in ([], ["norm"]))


def test_layers_besides_are_left_out():
    backbone = tiny_backbone()
    backbone.norm.trainable = backbone.queries.trainable = False
    assert frozen_layers(backbone, besides=[backbone.norm]) == ["queries"]


def test_a_path_that_is_not_there_freezes_nothing():
    backbone = tiny_backbone()
    freeze_layers(backbone, ["decoder/0", "nor"])
    assert frozen_layers(backbone) == []
