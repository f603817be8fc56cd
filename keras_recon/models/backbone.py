"""The base class of backbones."""

import keras

from keras_recon.layers import PointCloudPreprocessor, PointGrouping
from keras_recon.layers.initializers import undrawn
from keras_recon.models.class_property import class_property
from keras_recon.models.frozen_layers import freeze_layers, frozen_layers
from keras_recon.ops import largest_token
from keras_recon.presets import (
    describe_presets,
    load_backbone_weights,
    read_preset,
    write_preset,
)
from keras_recon.validation import check_points, first_batch, is_array


@keras.saving.register_keras_serializable(package="keras_recon")
class Backbone(keras.Model):
    """Base class of models that split points into patches and encode them.

    A subclass names its queries in `query_names`, makes its layers in `__init__`, which ends in
    `self.build()`, builds them in `build_layers`, and implements `call` and `encode_masked`.
    Registered with `keras.saving.register_keras_serializable`, it loads from presets in any task.

    Args:
        dim: Width C of the tokens.
        depth: Number of blocks.
        num_heads: Number of attention heads; divides `dim`.
        num_groups: Patches of each shape, G.
        group_size: Points in each patch, S.
        patch_widths: Widths of the three hidden layers of the patch embedding.
        position_width: Hidden width of the position embedding.
        mlp_ratio: Hidden width of the blocks' MLPs, in units of `dim`.
        stochastic_depth: Chance of dropping a branch of the last block; grows linearly from 0 at
            the first.
        **kwargs: `name`, `dtype` and the like, for `keras.Model`.

    Call arguments:
        points: Float tensor of shape `(B, N, 3)`, N at least `max(num_groups, group_size)`;
            centred, within the unit sphere, upright along y.
        training: Whether batch statistics and stochastic depth are on.

    Returns:
        A dict of float tensors: the queries by name, `(B, C)` each, or `(B, Q, C)` where there are
        several of a kind, `"group_tokens"` of shape `(B, G, C)`, all after the final norm, and
        `"centers"` `(B, G, 3)`.

    Raises:
        ValueError: If the points are not as described. Whether they are finite and reach beyond
            0.03 of the origin, without which nothing is sampled, is looked at in `predict`.

    Example:

    ```python
    import keras_recon
    from keras_recon.models import Backbone

    backbone = Backbone.from_preset("two_tower_nano")  # a TwoTowerBackbone
    Backbone.presets["recon_base"]["metadata"]  # its description and number of parameters
    ```
    """

    query_names = ()
    # Numbers of each point: x, y, z and, of a subclass, a colour.
    channels = 3
    # The grey of points that have no colour, where there is one.
    default_color = None

    def __init__(
        self,
        dim=384,
        depth=12,
        num_heads=6,
        num_groups=64,
        group_size=32,
        patch_widths=(128, 256, 512),
        position_width=128,
        mlp_ratio=4,
        stochastic_depth=0.1,
        **kwargs,
    ):
        # Coordinates reach the grouping in float32, whatever the dtype policy.
        super().__init__(autocast=False, **kwargs)
        self.dim = dim
        self.depth = depth
        self.num_heads = num_heads
        self.num_groups = num_groups
        self.group_size = group_size
        self.patch_widths = tuple(patch_widths)
        self.position_width = position_width
        self.mlp_ratio = mlp_ratio
        self.stochastic_depth = stochastic_depth
        self.grouping = PointGrouping(num_groups, group_size, name="grouping")

    def build(self, input_shape=None):
        if not self.built:
            self.build_layers()
            self.built = True
            # As asked for in `__init__`, when there were no layers yet.
            self.trainable = self.trainable

    def build_layers(self):
        """Build the layers, so that the weights are there before the first call."""
        raise NotImplementedError

    def encode_masked(self, patches, centers, num_visible, stop_gradient=True, training=False):
        """Encode the visible patches for pretraining.

        Args:
            patches: Float tensor of shape `(B, G, S, D)`: the visible patches first.
            centers: Float tensor of shape `(B, G, 3)`: their centres.
            num_visible: Number V of visible patches.
            stop_gradient: Whether gradients of the queries stop before the patches' tokens.
            training: Whether batch statistics and stochastic depth are on.

        Returns:
            The queries by name, `(B, C)` each, and the visible tokens `(B, V, C)`.
        """
        raise NotImplementedError

    def pool_queries(self, outputs):
        """Describe each shape by one vector of each kind of query: of several, their maximum.

        Args:
            outputs: What a call gives.

        Returns:
            List of tensors of shape `(B, C)`, in the order of `query_names`.
        """
        queries = [outputs[name] for name in self.query_names]
        return [query if len(query.shape) == 2 else largest_token(query) for query in queries]

    # === Points ===

    def group(self, points):
        """Split points into patches.

        Args:
            points: Float tensor of shape `(B, N, D)`, D the `channels` of the model.

        Returns:
            Patches `(B, G, S, D)` relative to their centre, and centres `(B, G, 3)`.

        Raises:
            ValueError: If the points are of another shape or dtype, or too few.
        """
        self.check_points(points)
        return self.grouping(points)

    def check_points(self, points, values=False):
        """Raise a `ValueError` unless the model can group points.

        Args:
            points: What a user gave.
            values: Whether to look at values too, at the cost of a copy from the device.
        """
        check_points(points, self.minimum_points, values, channels=self.channels)

    @property
    def minimum_points(self):
        """The smallest number of points a shape that the model can group."""
        return max(self.num_groups, self.group_size)

    def fit_preprocessor(self, preprocessor):
        """Let a preprocessor give points the channels of the model.

        Args:
            preprocessor: A `PointCloudPreprocessor` for models with or without a colour, or None.

        Returns:
            The preprocessor itself where it does so already, or else a copy with another
            `default_color`.
        """
        if not isinstance(preprocessor, PointCloudPreprocessor):
            return preprocessor
        if (preprocessor.default_color is None) == (self.default_color is None):
            return preprocessor
        config = {**preprocessor.get_config(), "default_color": self.default_color}
        return type(preprocessor).from_config(config)

    def predict(self, x, *args, **kwargs):
        batch, x = (x, x) if is_array(x) else first_batch(x)
        if batch is not None:
            points = keras.utils.unpack_x_y_sample_weight(batch)[0]
            self.check_points(points, values=True)
        return super().predict(x, *args, **kwargs)

    def compute_output_spec(self, points, training=False):
        self.check_points(points)
        batch, dtype = points.shape[0], self.compute_dtype
        # A symbolic tensor each: one shared by all queries would make them one output.
        return {
            **{name: keras.KerasTensor((batch, self.dim), dtype) for name in self.query_names},
            "group_tokens": keras.KerasTensor((batch, self.num_groups, self.dim), dtype),
            "centers": keras.KerasTensor((batch, self.num_groups, 3), "float32"),
        }

    # === Saving ===

    def export(self, filepath, format="saved_model", preprocessor=None, precision="float32"):
        """Write the backbone as an artefact; see `keras_recon.export`."""
        from keras_recon.exporting import export

        return export(self, filepath, format, preprocessor, precision)

    @class_property
    def presets(cls):
        """The built-in presets that the class loads, a dict from name to `describe_preset`."""
        return describe_presets(lambda stored: issubclass(stored.backbone.find_class(), cls))

    @classmethod
    def from_preset(cls, preset, load_weights=True, **kwargs):
        """Build the backbone of a preset.

        Args:
            preset: A built-in name, a folder that `save_to_preset` wrote, from any backend, or an
                address such as `hf://org/name`.
            load_weights: Whether to load the preset's weights, where it has some.
            **kwargs: Arguments of the class that override those of the preset.

        Returns:
            The backbone, of the class that the preset names.

        Raises:
            ValueError: If the preset is unknown or of another backbone, an argument is unknown,
                or the weights don't fit.
            FileNotFoundError: If a file is missing from the folder.

        Example:

        ```python
        import keras_recon

        backbone = keras_recon.ReConBackbone.from_preset("recon_tiny", depth=6)
        ```
        """
        stored = read_preset(preset)
        found = stored.backbone.find_class(Backbone)
        if not issubclass(found, cls):
            raise ValueError(
                f"A preset of {cls.__name__} must be of that class. "
                f"Received: {preset!r}, of {found.__name__}"
            )
        load_weights = load_weights and stored.weights
        with undrawn(load_weights):
            backbone = stored.backbone.build(**kwargs)
        if load_weights:
            load_backbone_weights(backbone, stored)
        return backbone

    def save_to_preset(self, folder, metadata=None):
        """Save configuration and weights to a folder that every backend can load.

        Nothing is replaced before all files are written.

        Args:
            folder: Path of the folder; made if it isn't there.
            metadata: Dict of further entries for `metadata.json`: the recipe, figures reached.

        Example:

        ```python
        import tempfile
        import keras_recon

        folder = tempfile.mkdtemp()
        keras_recon.ReConBackbone.from_preset("recon_nano").save_to_preset(folder)
        keras_recon.ReConBackbone.from_preset(folder)
        ```
        """
        write_preset(folder, self, metadata=metadata)

    def get_config(self):
        frozen = frozen_layers(self)
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
            **({"frozen": frozen} if frozen else {}),
        }

    @classmethod
    def from_config(cls, config):
        config = dict(config)
        frozen = config.pop("frozen", [])
        backbone = cls(**config)
        freeze_layers(backbone, frozen)
        return backbone
