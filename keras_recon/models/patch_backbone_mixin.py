"""What the backbones have in common."""

import keras

from keras_recon.models.input_checks import InputChecks
from keras_recon.models.preset_mixin import PresetMixin
from keras_recon.validation import check_points


class PatchBackboneMixin(InputChecks, PresetMixin):
    """Mixin of models that split points into patches by their layer `grouping`.

    The sizes that they have in common are attributes, from `dim` to `stochastic_depth`.
    """

    def group(self, points):
        """Check the points and split them into patches.

        Args:
            points: Float tensor of shape `(B, N, 3)`.

        Returns:
            Patches `(B, G, S, 3)` relative to their centre, and centres `(B, G, 3)`.

        Raises:
            ValueError: If the points are of another shape or dtype, too few or not finite.
        """
        check_points(points, minimum=self.minimum_points)
        return self.grouping(points)

    @property
    def minimum_points(self):
        """The smallest number of points a shape that the model can group."""
        return max(self.num_groups, self.group_size)

    def check_inputs(self, inputs):
        check_points(inputs, self.minimum_points)

    def compute_output_spec(self, points, training=False):
        check_points(points, self.minimum_points)
        batch, dtype = points.shape[0], self.compute_dtype
        # A symbolic tensor each: one shared by all queries would make them one output.
        return {
            **{name: keras.KerasTensor((batch, self.dim), dtype) for name in self.query_names},
            "group_tokens": keras.KerasTensor((batch, self.num_groups, self.dim), dtype),
            "centers": keras.KerasTensor((batch, self.num_groups, 3), "float32"),
        }

    def get_config(self):
        return {
            "name": self.name,
            "dtype": keras.saving.serialize_keras_object(self.dtype_policy),
            "dim": self.dim,
            "depth": self.depth,
            "num_heads": self.num_heads,
            "num_groups": self.num_groups,
            "group_size": self.group_size,
            "patch_widths": self.patch_widths,
            "position_width": self.position_width,
            "mlp_ratio": self.mlp_ratio,
            "stochastic_depth": self.stochastic_depth,
        }
