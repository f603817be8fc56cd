import zipfile

import numpy as np
import pytest
from surfaces import area, bounds

trimesh = pytest.importorskip("trimesh")

from keras_recon.datasets.readers.read_file import read_file  # noqa: E402
from keras_recon.datasets.readers.three_mf import read_3mf  # noqa: E402

SQUARE = "".join(f'<vertex x="{x}" y="{y}" z="0"/>' for x, y in ((0, 0), (2, 0), (2, 2), (0, 2)))
SQUARE = f"<vertices>{SQUARE}</vertices>"
FACES = '<triangle v1="0" v2="1" v3="2"/><triangle v1="0" v2="2" v3="3"/>'
MESH = f"<mesh>{SQUARE}<triangles>{FACES}</triangles></mesh>"
RELATIONSHIPS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Target="{}" Id="r" '
    'Type="http://schemas.microsoft.com/3dmanufacturing/2013/01/3dmodel"/></Relationships>'
)


def model(resources, build='<item objectid="1"/>'):
    return (
        '<?xml version="1.0"?><model unit="inch" '
        'xmlns="http://schemas.microsoft.com/3dmanufacturing/core/2015/02" '
        'xmlns:m="http://schemas.microsoft.com/3dmanufacturing/material/2015/02" '
        'xmlns:p="http://schemas.microsoft.com/3dmanufacturing/production/2015/06">'
        f"<resources>{resources}</resources><build>{build}</build></model>"
    )


def write(folder, **members):
    path = folder / "a.3mf"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def write_model(folder, *text):
    return write(folder, **{"3D/3dmodel.model": model(*text)})


def test_an_object_without_color(tmp_path):
    surface = read_3mf(write_model(tmp_path, f'<object id="1">{MESH}</object>'))
    assert area(surface) == pytest.approx(4)
    assert not surface.parts[0].has_colors
    assert surface.left_out == []


def test_what_is_not_built_is_no_part(tmp_path):
    objects = f'<object id="1">{MESH}</object><object id="2">{MESH}</object>'
    assert len(read_3mf(write_model(tmp_path, objects)).parts) == 1


def test_components_stand_where_they_are_put(tmp_path):
    # A point is a row: turned by the quarter, x to y, then moved along x.
    turn = "0 1 0 -1 0 0 0 0 1 10 0 0"
    move = "1 0 0 0 1 0 0 0 1 0 0 7"
    objects = (
        f'<object id="1">{MESH}</object><object id="2"><components>'
        f'<component objectid="1" transform="{turn}"/><component objectid="1"/>'
        "</components></object>"
    )
    path = write_model(tmp_path, objects, f'<item objectid="2" transform="{move}"/>')
    turned, plain = read_3mf(path).parts
    np.testing.assert_allclose(
        turned.vertices, [[10, 0, 7], [10, 2, 7], [8, 2, 7], [8, 0, 7]], atol=1e-12
    )
    np.testing.assert_allclose(bounds(plain), [[0, 0, 7], [2, 2, 7]], atol=1e-12)


def test_so_many_components_that_memory_ends_are_refused(tmp_path, monkeypatch):
    components = '<component objectid="1"/>' * 3
    objects = f'<object id="1">{MESH}</object><object id="2"><components>{components}</components>'
    path = write_model(tmp_path, objects + "</object>", '<item objectid="2"/>')
    monkeypatch.setattr("keras_recon.datasets.readers.parts.MOST_VERTICES", 11)
    with pytest.raises(ValueError, match="more than 11 vertices or .* as often as it is placed"):
        read_3mf(path)


def test_an_object_in_another_model(tmp_path):
    root = model(
        '<object id="5"><components><component p:path="/3D/Other.model" objectid="1"/>'
        "</components></object>",
        '<item objectid="5"/>',
    )
    members = {
        "_rels/.rels": RELATIONSHIPS.format("/Root/start.model"),
        "Root/start.model": root,
        "3D/Other.model": model(f'<object id="1">{MESH}</object>', ""),
    }
    assert area(read_3mf(write(tmp_path, **members))) == pytest.approx(4)


@pytest.mark.parametrize(
    ("group", "looks"),
    [
        (
            '<basematerials id="9"><base name="a" displaycolor="#FF0000"/>'
            '<base name="b" displaycolor="#0000FFFF"/></basematerials>',
            ('pid="9" p1="0"', 'pid="9" p1="1"'),
        ),
        (
            '<m:colorgroup id="9"><m:color color="#FF0000FF"/><m:color color="#0000FF"/>'
            "</m:colorgroup>",
            ('pid="9" p1="0" p2="0" p3="0"', 'pid="9" p1="1"'),
        ),
        (
            '<m:colorgroup id="9"><m:color color="#FF0000"/><m:color color="#0000FF"/>'
            "</m:colorgroup>",
            ("", 'pid="9" p1="1"'),
        ),
    ],
)
def test_two_colors(tmp_path, group, looks):
    first, second = FACES.split("/>")[:2]
    faces = f"{first} {looks[0]}/>{second} {looks[1]}/>"
    mesh = f"<mesh>{SQUARE}<triangles>{faces}</triangles></mesh>"
    path = write_model(tmp_path, f'{group}<object id="1" pid="9" pindex="0">{mesh}</object>')
    shape = read_file(path, 100)
    below = shape.points[:, :1] > shape.points[:, 1:2]
    np.testing.assert_array_equal(shape.colors, np.where(below, [1, 0, 0], [0, 0, 1]))


def test_colors_of_corners_are_interpolated(tmp_path):
    group = (
        '<m:colorgroup id="9"><m:color color="#000000"/><m:color color="#FF0000"/></m:colorgroup>'
    )
    face = '<triangle v1="0" v2="1" v3="3" pid="9" p1="0" p2="1" p3="0"/>'
    mesh = f"<mesh>{SQUARE}<triangles>{face}</triangles></mesh>"
    shape = read_file(write_model(tmp_path, f'{group}<object id="1">{mesh}</object>'), 20)
    np.testing.assert_allclose(shape.colors[:, 0], shape.points[:, 0] / 2, atol=1e-6)


def test_textures_are_said(tmp_path):
    group = '<m:texture2dgroup id="9" texid="8"><m:tex2coord u="0" v="0"/></m:texture2dgroup>'
    path = write_model(tmp_path, f'{group}<object id="1" pid="9" pindex="0">{MESH}</object>')
    surface = read_3mf(path)
    assert surface.left_out == ["1 groups of texture coordinates"]
    assert not surface.parts[0].has_colors


WRONG = MESH.replace('v2="2"', 'v2="9"')
SELF = '<object id="1"><components><component objectid="1"/></components></object>'


@pytest.mark.parametrize(
    ("members", "message"),
    [
        ({"other.txt": "x"}, "no model 3d/3dmodel.model"),
        ({"3D/3dmodel.model": model("")}, "no object 1"),
        ({"3D/3dmodel.model": model(SELF)}, "objects in themselves"),
        ({"3D/3dmodel.model": model(f'<object id="1">{MESH}</object>', "")}, "no face"),
        ({"3D/3dmodel.model": "<model>"}, "XML that isn't well formed"),
        ({"3D/3dmodel.model": "<!DOCTYPE a [<!ENTITY b 'c'>]><model/>"}, "a document type"),
        (
            {"3D/3dmodel.model": model(f'<object id="1">{WRONG}</object>')},
            "the index 9",
        ),
    ],
)  # fmt: skip
def test_what_is_no_shape_is_refused(tmp_path, members, message):
    with pytest.raises(ValueError, match=message):
        read_file(write(tmp_path, **members))


def test_an_archive_that_unpacks_to_more_than_a_gibibyte_is_refused(tmp_path):
    path = write_model(tmp_path, f'<object id="1">{MESH}</object>')
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("small", b"x" * 1000)
    # The size that the directory, at the end of the file, declares.
    content = path.read_bytes()
    place = content.rindex(b"PK\x01\x02")
    content = content[: place + 24] + (2**31).to_bytes(4, "little") + content[place + 28 :]
    path.write_bytes(content)
    with pytest.raises(ValueError, match="bytes unpacked; at most 1073741824 are read"):
        read_3mf(path)


def test_a_scene_of_trimesh(tmp_path):
    pytest.importorskip("lxml")
    pytest.importorskip("networkx")
    scene = trimesh.Scene([trimesh.creation.box((1, 2, 3)), trimesh.creation.icosphere(1)])
    scene.export(tmp_path / "a.3mf")
    assert area(read_3mf(tmp_path / "a.3mf")) == pytest.approx(scene.area)
