"""Pictures of triangles, drawn by VTK without a display.

Only processes without TensorFlow may call this: its LLVM and that of Mesa's software renderer
have the same symbols, and whichever comes second ends the process.
"""

import contextlib
import ctypes

import numpy as np

from keras_recon.datasets.readers.optional_import import optional_import

VIEW_ANGLE = 30
# What the bounding sphere fills of the picture's side.
FILLED = 0.94
# Drawn so many times as large, for smooth edges.
_OVERSAMPLING = 2
# White is never quite as bright as the background.
_AMBIENT = 0.5
# Lights by their brightness and where they are from the camera: right, up, back.
_LIGHTS = ((0.42, (-0.5, 0.7, 1.0)), (0.16, (1.0, 0.2, 0.5)))


@contextlib.contextmanager
def open_plotter(size):
    """Give a plotter for square pictures, and close it at the end.

    Args:
        size: Height and width of the pictures, in pixels.

    Yields:
        A `pyvista.Plotter`.

    Raises:
        ImportError: If PyVista, or all libraries it could draw with, are missing.
    """
    pyvista = optional_import("pyvista", "render", "a shape", "Drawing")
    _check_opengl()
    plotter = pyvista.Plotter(
        off_screen=True, window_size=(_OVERSAMPLING * size,) * 2, lighting="none"
    )
    with contextlib.closing(plotter):
        plotter.set_background("white")
        for brightness, place in _LIGHTS:
            plotter.add_light(
                pyvista.Light(position=place, intensity=brightness, light_type="camera light")
            )
        plotter.disable_anti_aliasing()
        plotter.show(auto_close=False)  # or nothing is rendered later
        plotter.camera.view_angle = VIEW_ANGLE
        yield plotter


def draw(plotter, soups, directions):
    """Draw a shape.

    Args:
        plotter: What `open_plotter` gives.
        soups: List of `Soup`, within the unit sphere, y up.
        directions: Float array of shape `(views, 3)`: unit vectors to the camera.

    Returns:
        uint8 array of shape `(views, size, size, 3)`.

    Raises:
        ValueError: If a picture stays empty.
    """
    plotter.clear_actors()
    for soup in soups:
        _add(plotter, soup)
    distance = 1 / (FILLED * np.sin(np.radians(VIEW_ANGLE / 2)))
    camera, views = plotter.camera, []
    camera.focal_point = 0, 0, 0
    for direction in directions:
        camera.position = distance * direction
        # From straight above, back is up.
        camera.up = (0, 1, 0) if abs(direction[1]) < 0.999 else (0, 0, -direction[1])
        camera.clipping_range = distance - 1.01, distance + 1.01
        plotter.render()
        picture, is_drawn = _read_pixels(plotter.render_window)
        if not is_drawn.any():
            raise ValueError("nothing to be seen: a surface of area 0, or seen from its edge")
        views.append(_shrink(picture))
    return np.stack(views)


def _add(plotter, soup):
    import pyvista

    corners = soup.triangles.reshape(-1, 3)
    mesh = pyvista.PolyData.from_regular_faces(corners, np.arange(len(corners)).reshape(-1, 3))
    mesh.point_data.active_normals = soup.normals.reshape(-1, 3)
    mesh["colors"] = soup.colors.reshape(-1, 3)
    texture = None
    if soup.texels is not None:
        mesh.active_texture_coordinates = soup.uv.reshape(-1, 2)
        texture = pyvista.Texture(np.ascontiguousarray(soup.texels))
        texture.repeat = texture.interpolate = texture.mipmap = True
    actor = plotter.add_mesh(
        mesh,
        scalars="colors",
        rgb=True,
        texture=texture,
        ambient=_AMBIENT,
        diffuse=1,
        render=False,
        reset_camera=False,
    )
    actor.prop.interpolation = "phong"  # by the normals that are there


def _read_pixels(window):
    """The picture, and where something is in front of the farthest plane."""
    from vtkmodules.util.numpy_support import vtk_to_numpy
    from vtkmodules.vtkCommonCore import vtkFloatArray, vtkUnsignedCharArray

    width, height = window.GetSize()
    everything = 0, 0, width - 1, height - 1
    colors, depths = vtkUnsignedCharArray(), vtkFloatArray()
    window.GetPixelData(*everything, 0, colors, 0)
    window.GetZbufferData(*everything, depths)
    picture = vtk_to_numpy(colors).reshape(height, width, 3)[::-1]  # the lowest row is first
    return picture, vtk_to_numpy(depths) < 1


def _shrink(picture):
    size = len(picture) // _OVERSAMPLING
    blocks = picture.reshape(size, _OVERSAMPLING, size, _OVERSAMPLING, 3)
    return np.round(blocks.mean(axis=(1, 3))).astype("uint8")


def _check_opengl():
    """Raise where VTK has nothing to draw with: it would end the process."""
    import vtkmodules.vtkRenderingOpenGL2  # noqa: F401  # makes windows what they are
    from vtkmodules.vtkCommonCore import vtkLogger
    from vtkmodules.vtkRenderingCore import vtkRenderWindow

    # It warns of each library that it tries and doesn't find.
    vtkLogger.SetStderrVerbosity(vtkLogger.VERBOSITY_ERROR)
    # Its last resort.
    if vtkRenderWindow().IsA("vtkOSOpenGLRenderWindow") and not _has_osmesa():
        raise ImportError(
            "Drawing needs OpenGL: a display, or libEGL (on Debian and Ubuntu "
            "`apt-get install libegl1 libgl1-mesa-dri`), or libOSMesa"
        )


def _has_osmesa():
    for name in ("libOSMesa.so", "libOSMesa.so.8", "libOSMesa.so.6"):
        with contextlib.suppress(OSError):
            return bool(ctypes.CDLL(name))
    return False
