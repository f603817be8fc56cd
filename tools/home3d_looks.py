"""What Home3D's models look like: the colours of their points, and pictures of all their sides."""

import contextlib

import numpy as np

from keras_recon.datasets.readers.obj import read_obj
from keras_recon.datasets.readers.sample_surface import sample_colors
from keras_recon.datasets.views.directions import view_directions
from keras_recon.datasets.views.draw_file import drawing_worker
from keras_recon.default_color import DEFAULT_COLOR

NUM_VIEWS = 4
VIEW_SIZE = 224


def read_parts(path, rotation):
    """Read an OBJ file in its catalogue's pose: the parts of its surface.

    A texture stands for itself, as in the catalogue's pictures: what the material's colour would
    darken it by is what a modelling program put there for surfaces without a texture.
    """
    for picture in path.parent.rglob("*.png"):
        fill_transparent(picture)
    parts = read_obj(path).parts
    for part in parts:
        part.vertices = part.vertices @ rotation.T
        if part.image is not None:
            part.base_color = None
    return parts


def fill_transparent(path):
    """Give what is transparent of a texture the mean colour of what isn't, often a leaf or a net.

    Readers of meshes see no transparency, but the colour behind it, which may be any.
    """
    from PIL import Image

    texture = Image.open(path)
    if not texture.has_transparency_data:
        return
    rgba = np.asarray(texture.convert("RGBA"), "float64")
    colors, opacity = rgba[..., :3], rgba[..., 3:] / 255
    mean = (opacity * colors).sum(axis=(0, 1)) / max(opacity.sum(), 1)
    filled = opacity * colors + (1 - opacity) * mean
    Image.fromarray(np.rint(filled).astype("uint8")).save(path)


def color_points(parts, points):
    """Return the colours `(n, 3)` in 0..1 of the places on a surface that are nearest to points.

    They are distant from it only where the sampled mesh isn't the surface: it cuts polygons that
    aren't convex as if they were.
    """
    import pyvista
    import trimesh

    triangles = np.concatenate([part.triangles for part in parts])
    corners = np.arange(3 * len(triangles)).reshape(-1, 3)
    surface = pyvista.PolyData.from_regular_faces(triangles.reshape(-1, 3), corners)
    chosen, nearest = surface.find_closest_cell(points, return_closest_point=True)
    weights = trimesh.triangles.points_to_barycentric(triangles[chosen], nearest)
    colors = sample_colors(parts, chosen, weights)
    return np.full(points.shape, DEFAULT_COLOR) if colors is None else colors


def write_glb(parts, path):
    """Write parts to a file that is drawn as they are."""
    import trimesh
    from trimesh.visual import TextureVisuals
    from trimesh.visual.material import PBRMaterial

    scene = trimesh.Scene()
    for part in parts:
        color = part.base_color and np.clip(part.base_color, 0.0, 1.0)
        material = PBRMaterial(baseColorFactor=color, baseColorTexture=part.image)
        scene.add_geometry(
            trimesh.Trimesh(
                part.vertices,
                part.faces,
                process=False,
                visual=TextureVisuals(part.uv, material=material),
            )
        )
    scene.export(path)


def draw_views(paths):
    """Yield pictures `(NUM_VIEWS, VIEW_SIZE, VIEW_SIZE, 3)` of one file after the other."""
    requests = [(str(path), view_directions(NUM_VIEWS), VIEW_SIZE, "y") for path in paths]
    # TensorFlow and the renderer don't go together in one process.
    with contextlib.closing(drawing_worker()) as worker:
        for drawing in worker.answer_all(requests):
            if isinstance(drawing, Exception):
                raise drawing
            yield drawing.views
