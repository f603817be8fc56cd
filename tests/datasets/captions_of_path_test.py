import pytest

from keras_recon.datasets.captions_of_path import captions_of_path


@pytest.mark.parametrize(
    ("place", "captions"),
    [
        ("chair/armchair.obj", ("armchair", "chair")),
        ("floor-lamp/OakLamp_02.off", ("oak lamp", "floor lamp")),
        ("scopia/little_lamp1/little_lamp1.obj", ("little lamp",)),
        ("chair/train/chair_0001.off", ("chair",)),
        ("chairs/office/0001.ply", ("office",)),
        ("02691156/1a04e3eab45ca15dd86060f189eb133/models/model_normalized.obj", ()),
        ("B07B4DBBPY.glb", ()),
        ("3D model 7.stl", ()),
        ("TVStand.obj", ("tv stand",)),
        ("Bücherregal weiß.obj", ("bücherregal weiß",)),
        ("meshes/untitled.obj", ()),
        ("scan.v2.final.ply", ("final",)),
    ],
)
def test_captions_are_the_words_of_names(place, captions):
    assert captions_of_path(place) == captions
