import pathlib

import pytest

from keras_recon.datasets.readers.side_files import SideFiles


@pytest.mark.parametrize("name", ["../etc/passwd", "../../etc/passwd", "/etc/passwd"])
def test_of_a_folder_in_the_root_nothing_else_is_read(name):
    files = SideFiles(pathlib.Path("/shapes/chair.gltf"))
    with pytest.raises(ValueError, match="outside the folder"):
        files.bytes(name)
    assert files.read == []


def test_a_picture_that_another_program_draws_is_not_opened(tmp_path):
    pytest.importorskip("PIL.EpsImagePlugin").gs_binary = True  # as if Ghostscript were there
    (tmp_path / "wood.png").write_bytes(b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n%%EOF\n")
    files = SideFiles(tmp_path / "chair.obj")
    assert files.image("wood.png") is None
    assert files.left_out == ["the texture wood.png: can't be read"]
