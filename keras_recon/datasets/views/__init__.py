"""Pictures of shapes, drawn from several sides."""

from keras_recon.datasets.views.directions import view_directions
from keras_recon.datasets.views.pictures import find_views
from keras_recon.datasets.views.render_shape import render_shape
from keras_recon.datasets.views.render_views import RenderedViews, render_views

__all__ = ["RenderedViews", "find_views", "render_shape", "render_views", "view_directions"]
