r"""Convert a checkpoint of the published PyTorch code to a preset.

    python tools/convert_official_checkpoint.py --checkpoint=ckpt-last.pth \
        --config=cfgs/pretrain/base.yaml --task=pretrainer --output=recon_base_shapenet
    python tools/convert_official_checkpoint.py --task=recon2 --config=cfgs/zeroshot/base.yaml \
        --checkpoint=hf://qizekun/ReConV2/zeroshot/base/best_lvis.pth --output=recon2_base_lvis

Every tensor of the checkpoint must be used and every weight of the model set, and the preset, once
loaded, must give what a plain PyTorch model gives with the checkpoint, before it is at --output.
Weights are in memory once: those of the checkpoint are read as they are needed.
A zero-shot classifier needs the names and features of its classes, --class_features, a file that
`keras_recon.teachers.save_class_features` wrote.
Needs `pip install "keras-recon[torch]"`, on any backend; for an address on a hub, `hub` too.
"""

import contextlib
import ctypes
import gc
import io
import os
import pickletools
import platform
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path

if __name__ == "__main__":
    # With oneDNN's allocator TensorFlow takes 1.4 times what it holds.
    os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")

import keras
import numpy as np
from absl import app, flags
from keras import ops

import keras_recon
from keras_recon.default_color import DEFAULT_COLOR
from keras_recon.files import parse_json
from keras_recon.layers.initializers import undrawn
from keras_recon.presets.preset_files import staged, write_preset
from keras_recon.presets.sources import hub_file, is_address
from keras_recon.up_axis import UP_AXES

TASKS = ("pretrainer", "classifier", "part_segmenter", "zero_shot", "backbone", "recon2")
MASK_TYPES = {"rand": "random", "block": "block"}
CHAMFER_NORMS = {"cdl2": "l2", "cdl1": "l1"}
STREAMS = {"ALL": "all", "MDM": "reconstruction", "CMC": "contrast"}
EMBEDDING, LARGE_EMBEDDING = (128, 256, 512), (256, 512, 1024, 2048)
# The head, and whether the backbone is frozen.
HEADS = {"full": ("mlp", False), "linear": ("linear", False), "mlp3": ("mlp", True)}

# The published pretraining checkpoint holds the frozen teachers too.
TEACHERS = ("img_encoder.", "text_encoder.")
# What a backbone leaves to the task that the checkpoint was made by.
TASK_PARTS = (
    "mask_token",
    "decoder_pos_embed.",
    "MAE_decoder.",
    "increase_dim.",
    "img_proj.",
    "text_proj.",
    "cls_proj.",
    "cls_head_finetune.",
    "label_conv.",
    "propagation_0.",
    "convs",
    "bns",
)
# All that a two-tower checkpoint's classifier adds to the reconstruction tower.
CLASS_QUERY = ("cls_token", "cls_pos")
CONTRAST_TOWER = "Dis_encoder."
PRETRAINERS = (keras_recon.ReConPretrainer, keras_recon.ReCon2Pretrainer)
PROJECTIONS = {"image": "img_proj", "text": "text_proj"}
RECON2_TASKS = ("recon2", "zero_shot", "backbone")
# What a checkpoint of ReCon++ has, what it has and never uses, and what the causal variant has.
RECON2_QUERIES = "model.global_query"
RECON2_UNUSED = ("model.norm.",)
RECON2_TASK_PARTS = ("model.decoder.", "model.decoder_pos_embed.")
CAUSAL_START = "model.encoder.sos"
# How much of a mapped file is read before it is mapped anew.
MAPPED_BYTES = 2**25
# Few patches tell whether the weights are right, and many take as much memory as the weights.
VERIFIED_GROUPS = 64
# The option of glibc's `mallopt` from which size an allocation is a mapping of its own.
M_MMAP_THRESHOLD = -3
# PyTorch searches its message about a name in a time that grows with the square of its length.
LONGEST_TEXT = 1000
# Where checkpoints keep their weights; the second is that of published part segmentation.
WEIGHTS = ("base_model", "model_state_dict", "model")


class Conversion:
    """Moves tensors into variables and knows what is left on either side."""

    def __init__(self, tensors):
        self.tensors = tensors
        self.unused = set(tensors)
        self.assigned = set()

    def take(self, name):
        if name not in self.tensors:
            raise ValueError(
                f"The checkpoint must hold {name!r}. Received: {sorted(self.tensors)[:8]}, …"
            )
        self.unused.discard(name)
        return self.tensors[name]

    def assign(self, variable, value, source):
        if tuple(variable.shape) != value.shape:
            raise ValueError(
                f"{source} of the checkpoint must have the shape {tuple(variable.shape)} of "
                f"{variable.path}: is the config the checkpoint's own? "
                f"Received: shape {value.shape}"
            )
        # JAX would take the array's own memory, and with it all that is mapped.
        variable.assign(np.array(value))
        self.assigned.add(id(variable))

    def kernel(self, name):
        """A dense layer's kernel: PyTorch keeps it transposed, a pointwise convolution's too."""
        weight = self.take(f"{name}.weight")
        return weight.reshape(weight.shape[:2]).T

    def dense(self, layer, name):
        self.assign(layer.kernel, self.kernel(name), name)
        self.assign(layer.bias, self.take(f"{name}.bias"), name)

    def norm(self, layer, name):
        self.assign(layer.gamma, self.take(f"{name}.weight"), name)
        self.assign(layer.beta, self.take(f"{name}.bias"), name)

    def batch_norm(self, layer, name):
        self.norm(layer, name)
        self.assign(layer.moving_mean, self.take(f"{name}.running_mean"), name)
        self.assign(layer.moving_variance, self.take(f"{name}.running_var"), name)
        self.unused.discard(f"{name}.num_batches_tracked")

    def mlp(self, layer, hidden, output):
        self.dense(layer.hidden_dense, hidden)
        self.dense(layer.output_dense, output)

    def attention(self, layer, name, parts):
        kernels = [self.kernel(f"{name}.{part}") for part in parts]
        self.assign(layer.query_key_value, np.concatenate(kernels, axis=1), name)
        if layer.use_bias:
            biases = [self.take(f"{name}.{part}.bias") for part in parts]
            self.assign(layer.query_key_value_bias, np.concatenate(biases), name)
        self.dense(layer.output_dense, f"{name}.proj")

    def tokens(self, variable, names):
        tokens = [self.take(name).reshape(-1, variable.shape[-1]) for name in names]
        self.assign(variable, np.concatenate(tokens), names[0])

    def patch_embedding(self, layer, name):
        self.dense(layer.point_dense, f"{name}.first_conv.0")
        self.batch_norm(layer.point_norm, f"{name}.first_conv.1")
        place = 3
        if len(layer.widths) == 4:
            self.dense(layer.middle_dense, f"{name}.first_conv.3")
            self.batch_norm(layer.middle_norm, f"{name}.first_conv.4")
            place = 6
        self.dense(layer.feature_dense, f"{name}.first_conv.{place}")
        # The published layer multiplies the concatenation [maximum of the patch, point].
        width = layer.widths[-2]
        self.halves(layer.patch_half, layer.point_half, f"{name}.second_conv.0", width)
        self.batch_norm(layer.patch_norm, f"{name}.second_conv.1")
        self.dense(layer.output_dense, f"{name}.second_conv.3")

    def recon_block(self, block, name):
        for stream, suffix, parts in (
            ("local", "", ["qkv"]),
            ("query", "_contrast", ["q", "kv"]),
        ):
            self.norm(getattr(block, f"{stream}_norm"), f"{name}.norm1{suffix}")
            self.attention(getattr(block, f"{stream}_attention"), f"{name}.attn{suffix}", parts)
            self.norm(getattr(block, f"{stream}_mlp_norm"), f"{name}.norm2{suffix}")
            mlp = f"{name}.mlp{suffix}"
            self.mlp(getattr(block, f"{stream}_mlp"), f"{mlp}.fc1", f"{mlp}.fc2")

    def transformer_block(self, block, name, parts=("qkv",)):
        self.norm(block.norm, f"{name}.norm1")
        self.attention(block.attention, f"{name}.attn", parts)
        if block.layer_scale is not None:
            for layer, scale in ((block.attention_scale, "ls1"), (block.mlp_scale, "ls2")):
                self.assign(layer.gamma, self.take(f"{name}.{scale}.gamma"), f"{name}.{scale}")
        self.norm(block.mlp_norm, f"{name}.norm2")
        self.mlp(block.mlp, f"{name}.mlp.fc1", f"{name}.mlp.fc2")

    def patch_transformer(self, tower, prefix):
        self.patch_embedding(tower.patch_embedding, f"{prefix}encoder")
        position = f"{prefix}pos_embed"
        self.mlp(tower.position_embedding, f"{position}.0", f"{position}.2")
        for index, block in enumerate(tower.blocks):
            self.transformer_block(block, f"{prefix}blocks.blocks.{index}")
        self.norm(tower.norm, f"{prefix}norm")

    def two_tower_backbone(self, backbone, prefix):
        self.patch_transformer(backbone.reconstruction_tower, prefix)
        self.patch_transformer(backbone.contrast_tower, CONTRAST_TOWER)
        queries = ("img", "text")
        for kind, variable in (
            ("token", backbone.queries.tokens),
            ("pos", backbone.queries.positions),
        ):
            self.tokens(variable, [f"{CONTRAST_TOWER}{query}_{kind}" for query in queries])

    def backbone(self, backbone, prefix):
        if isinstance(backbone, keras_recon.TwoTowerBackbone):
            self.two_tower_backbone(backbone, prefix)
            return
        self.patch_embedding(backbone.patch_embedding, f"{prefix}encoder")
        queries = ("cls", "img", "text")
        self.tokens(backbone.queries.tokens, [f"{prefix}{query}_token" for query in queries])
        self.tokens(backbone.queries.positions, [f"{prefix}{query}_pos" for query in queries])
        position = f"{prefix}pos_embed"
        self.mlp(backbone.position_embedding, f"{position}.0", f"{position}.2")
        for index, block in enumerate(backbone.blocks):
            self.recon_block(block, f"{prefix}blocks.blocks.{index}")
        self.norm(backbone.norm, f"{prefix}norm")

    def pretrainer(self, model):
        self.backbone(model.backbone, "MAE_encoder.")
        self.tokens(model.mask_token.tokens, ["mask_token"])
        self.decoder(model, "decoder_pos_embed", "MAE_decoder")
        self.norm(model.decoder_norm, "MAE_decoder.norm")
        self.dense(model.reconstruction_dense, "increase_dim.0")
        self.projections(model)
        if model.contrast:
            hidden, hidden_norm, _, output, output_norm = model.contrast_projection.layers
            self.dense(hidden, "cls_proj.0")
            self.batch_norm(hidden_norm, "cls_proj.1")
            self.dense(output, "cls_proj.3")
            self.batch_norm(output_norm, "cls_proj.4")

    def decoder(self, model, position, prefix):
        self.mlp(model.decoder_position_embedding, f"{position}.0", f"{position}.2")
        for index, block in enumerate(model.decoder_blocks):
            self.transformer_block(block, f"{prefix}.blocks.{index}")

    def recon2(self, model):
        self.recon2_backbone(model.backbone)
        self.tokens(model.mask_token.tokens, ["model.decoder.mask_token"])
        self.decoder(model, "model.decoder_pos_embed", "model.decoder")
        self.norm(model.decoder_norm, "model.decoder.ln_f")
        self.dense(model.reconstruction_dense, "model.decoder.increase_dim.0")
        self.projections(model)

    def recon2_backbone(self, backbone):
        self.patch_embedding(backbone.patch_embedding, "model.embed")
        self.mlp(backbone.position_embedding, "model.pos_embed.0", "model.pos_embed.2")
        self.tokens(backbone.queries.tokens, [RECON2_QUERIES])
        encoder = "model.encoder"
        for index, block in enumerate(backbone.blocks):
            blocks = f"{encoder}.blocks"
            self.transformer_block(block.local_block, f"{blocks}.local_blocks.{index}")
            self.transformer_block(
                block.query_block, f"{blocks}.global_blocks.{index}", ("q", "kv")
            )
        self.norm(backbone.norm, f"{encoder}.ln_f1")
        self.norm(backbone.query_norm, f"{encoder}.ln_f2")

    def projections(self, model):
        if model.image_dim:
            self.dense(model.image_projection, "img_proj")
        if model.text_dim:
            self.dense(model.text_projection, "text_proj")

    def zero_shot(self, model):
        prefix = "MAE_encoder." if "MAE_encoder.cls_token" in self.tensors else ""
        self.backbone(model.backbone, prefix)
        self.projections(model)
        self.class_features(model)

    def class_features(self, model):
        # The features of the classes are no part of a checkpoint.
        self.assigned.add(id(model.similarity.kernel))

    def classifier(self, model):
        self.backbone(model.backbone, "")
        if isinstance(model, keras_recon.TwoTowerClassifier):
            self.tokens(model.class_query.tokens, ["cls_token"])
            self.tokens(model.class_query.positions, ["cls_pos"])
        # Layers by their place in the published sequence; ReLU and dropout have no weights.
        layers = [layer for layer in model.head.layers if layer.weights]
        places = (0,) if len(layers) == 1 else (0, 1, 4, 5, 8)
        for layer, place in zip(layers, places, strict=True):
            name = f"cls_head_finetune.{place}"
            if isinstance(layer, keras_recon.layers.BatchNormalization):
                self.batch_norm(layer, name)
            else:
                self.dense(layer, name)

    def halves(self, first, second, name, split):
        """A dense layer of ours in two halves, whose inputs the published code concatenates.

        The layer that has a bias gets the published one.
        """
        kernels = np.split(self.kernel(name), [split])
        for layer, kernel in zip((first, second), kernels, strict=True):
            self.assign(layer.kernel, kernel, name)
            if layer.use_bias:
                self.assign(layer.bias, self.take(f"{name}.bias"), name)

    def part_segmenter(self, model):
        self.backbone(model.backbone, "")
        head = model.head
        self.assign(head.class_dense.kernel, self.kernel("label_conv.0"), "label_conv.0")
        self.batch_norm(head.class_norm, "label_conv.1")
        propagation, name = head.propagation, "propagation_0.mlp"
        self.halves(propagation.point_half, propagation.patch_half, f"{name}_convs.0", 3)
        self.batch_norm(propagation.hidden_norm, f"{name}_bns.0")
        self.dense(propagation.output_dense, f"{name}_convs.1")
        self.batch_norm(propagation.output_norm, f"{name}_bns.1")
        self.halves(head.point_half, head.shape_half, "convs1", head.propagation_widths[1])
        self.batch_norm(head.hidden_norm, "bns1")
        self.dense(head.second_dense, "convs2")
        self.batch_norm(head.second_norm, "bns2")
        self.dense(head.logits, "convs3")

    def finish(self, model, left_out):
        """Raise if a tensor of the checkpoint is unused or a weight of the model unset."""
        unused = sorted(name for name in self.unused if not name.startswith(left_out))
        if unused:
            raise ValueError(
                "Every tensor of the checkpoint must have its place in the model: are config and "
                f"task the checkpoint's own? Received: {len(unused)} unused, {unused[:8]}"
            )
        unset = [w.path for w in model.weights if id(w) not in self.assigned]
        if unset:
            raise ValueError(
                f"The checkpoint must set every weight. Received: {len(unset)} unset, {unset[:8]}"
            )


def numpy_numbers():
    """What a pickle of NumPy's numbers names, such as the metrics beside published weights."""
    scalar = np.float64().__reduce__()[0]  # the same function under both of its names
    names = [f"numpy.{core}.multiarray.scalar" for core in ("core", "_core")]  # NumPy 1 and 2
    codes = "?" + np.typecodes["AllInteger"] + np.typecodes["AllFloat"]
    return [*((scalar, name) for name in names), np.dtype, *(type(np.dtype(c)) for c in codes)]


class Lazy(Mapping):
    """A dict whose values are made when they are asked for, and not kept."""

    def __init__(self, names, make):
        self.names = names
        self.make = make

    def __getitem__(self, name):
        if name not in self.names:
            raise KeyError(name)
        return self.make(name)

    def __iter__(self):
        return iter(self.names)

    def __len__(self):
        return len(self.names)


def read_checkpoint(path):
    """Read the weights of a checkpoint, as NumPy arrays by their published names.

    Only tensors, numbers and plain containers are unpickled: a checkpoint can't run code.

    Args:
        path: A .pth file, or its address on the Hugging Face Hub.

    Returns:
        A mapping that reads each array when it is asked for. What was read leaves the memory with
        the arrays.

    Raises:
        FileNotFoundError: If there is no such file.
        ValueError: If it is damaged or holds something else.
    """
    if is_address(str(path)):
        path = hub_file(str(path))
    if not os.path.isfile(path):
        raise FileNotFoundError(
            "--checkpoint must name a .pth file, or one of the Hugging Face Hub by "
            f"hf://organization/name/path/to/file. Received: {path}"
        )
    mapped = zipfile.is_zipfile(path)
    if any(isinstance(text, str) and len(text) > LONGEST_TEXT for text in arguments(path, mapped)):
        raise ValueError(
            f"A checkpoint must have no name of more than {LONGEST_TEXT} letters. Received: {path}"
        )
    weights, given = load_weights(path, mapped), 0

    def array(name):
        nonlocal weights, given
        if mapped and given > MAPPED_BYTES:
            # What was read of the file counts as memory of the process until it is mapped anew.
            weights, given = load_weights(path, mapped), 0
        value = weights[name].detach()
        given += value.nbytes
        return (value.float() if value.is_floating_point() else value).numpy()

    names = {name.removeprefix("module."): name for name in weights}
    return Lazy(names, lambda name: array(names[name]))


def arguments(path, zipped):
    """All that instructions of a checkpoint's pickles hold, up to one that is damaged."""
    with contextlib.suppress(Exception), open(path, "rb") as file:  # PyTorch tells what is wrong
        pickles = [file] * 5  # format, version, machine, content, names of storages
        if zipped:
            archive = zipfile.ZipFile(file)
            names = [name for name in archive.namelist() if name.endswith("data.pkl")]
            pickles = [io.BytesIO(archive.read(name)) for name in names]
        for content in pickles:
            for _, argument, _ in pickletools.genops(content):
                yield argument


def load_weights(path, mapped):
    """Load the weights of a checkpoint, as tensors; mapped ones are read when they are used."""
    try:
        import torch
    except ImportError as error:
        raise ImportError(
            'Reading a .pth file needs PyTorch: pip install "keras-recon[torch]"'
        ) from error

    try:
        with torch.serialization.safe_globals(numpy_numbers()):
            # What isn't used, such as the optimizer's state, is never read.
            saved = torch.load(path, weights_only=True, map_location="cpu", mmap=mapped)
    except Exception as error:
        # PyTorch's own message advises to unpickle without the restriction.
        named = re.search(r"GLOBAL \S+|<class '\S+'>", str(error))
        reason = named[0] if named else f"{type(error).__name__}: {error}".partition(". ")[0]
        raise ValueError(
            "The checkpoint must be a whole file that holds tensors, numbers and plain containers "
            f"only. Received: {path}: {reason}"
        ) from error
    found = [saved.get(key) for key in WEIGHTS] if isinstance(saved, dict) else []
    weights = next((value for value in found if isinstance(value, dict) and value), None)
    if weights is None:
        received = sorted(map(str, saved)) if isinstance(saved, dict) else type(saved).__name__
        raise ValueError(
            "A published checkpoint is a dict with the weights, by their names, under one of "
            f"{WEIGHTS}. Received: {received}"
        )
    foreign = [name for name, value in weights.items() if not isinstance(value, torch.Tensor)]
    if foreign:
        raise ValueError(f"The weights must be tensors. Received: others, {foreign[:8]}")
    return weights


def read_config(config):
    """Read a published YAML file, a JSON file, or a JSON object given as text.

    Returns:
        The options of the model, those of its transformer among them.

    Raises:
        FileNotFoundError: If there is no such file.
        ValueError: If it holds something else.
    """
    if config.lstrip().startswith("{"):
        text, is_json = config, True
    else:
        if not os.path.isfile(config):
            raise FileNotFoundError(
                f"--config must be a YAML or JSON file, or a JSON object. Received: {config}"
            )
        text, is_json = Path(config).read_bytes(), config.endswith(".json")
    load, errors = parse_json, (ValueError,)
    if not is_json:
        try:
            import yaml
        except ImportError as error:
            raise ImportError(
                'Reading a YAML file needs PyYAML: pip install "keras-recon[torch]"'
            ) from error
        load, errors = yaml.safe_load, (ValueError, yaml.YAMLError, RecursionError)
    try:
        options = load(text)
        options = options.get("model", options)
        return {**options, **options.get("transformer_config", {})}
    except (*errors, AttributeError, TypeError) as error:
        raise ValueError(
            "--config must be an object of options in YAML or JSON, those of `model` and of its "
            f"`transformer_config` too ({type(error).__name__}: {error}). Received: {config:.200}"
        ) from error


def _option(options, name, choices=None):
    if name not in options:
        raise ValueError(f"The config must give {name!r}. Received: {sorted(options)}")
    if choices is None:
        return options[name]
    if options[name] not in choices:
        raise ValueError(
            f"{name!r} of the config must be one of {sorted(choices)}. Received: {options[name]!r}"
        )
    return choices[options[name]]


def _projection_width(tensors, name):
    weight = tensors.get(f"{PROJECTIONS[name]}.weight")
    return None if weight is None else weight.shape[0]


def _needed(classes):
    if classes is None:
        raise ValueError(
            "A zero-shot classifier needs the names and features of its classes: give "
            "--class_features. Received: none"
        )
    return classes


def build_model(task, options, tensors, classes=None, preprocessor=None):
    """Build the model that the config describes, with random weights.

    `classes` are the names and the features of a zero-shot classifier's classes, `preprocessor` is
    that of a ReCon++.
    """
    if task == "recon2" or RECON2_QUERIES in tensors:
        return build_recon2(task, options, tensors, classes, preprocessor)
    dim = _option(options, "trans_dim")
    if options.get("encoder_dims", dim) != dim:
        raise ValueError(
            "'encoder_dims' and 'trans_dim' of the config must be equal. "
            f"Received: {options['encoder_dims']} and {dim}"
        )
    two_towers = any(name.startswith(CONTRAST_TOWER) for name in tensors)
    backbone_class = keras_recon.TwoTowerBackbone if two_towers else keras_recon.ReConBackbone
    backbone = backbone_class(
        dim=dim,
        depth=_option(options, "depth"),
        num_heads=_option(options, "num_heads"),
        num_groups=_option(options, "num_group"),
        group_size=_option(options, "group_size"),
        stochastic_depth=options.get("drop_path_rate", 0.1),
    )
    if task == "backbone":
        return backbone
    if task == "classifier":
        head, freeze_backbone = _option(options, "type", HEADS)
        sizes = {"num_classes": _option(options, "cls_dim"), "head": head}
        sizes["freeze_backbone"] = freeze_backbone
        if two_towers:
            stream = _option(options, "stream", STREAMS)
            return keras_recon.TwoTowerClassifier(backbone, stream=stream, **sizes)
        return keras_recon.ReConClassifier(backbone, **sizes)
    if task == "part_segmenter":
        return keras_recon.ReConPartSegmenter(
            backbone,
            num_parts=_option(options, "cls_dim"),
            num_shape_classes=_option(options, "shape_classes"),
            fetched_blocks=options.get("fetched_blocks"),
        )

    if task == "zero_shot":
        names, features = _needed(classes)
        return keras_recon.ReConZeroShotClassifier(
            backbone,
            names,
            features,
            image_dim=_projection_width(tensors, "image"),
            text_dim=_projection_width(tensors, "text"),
            text_weight=options.get("ratio", 0.25),
        )
    return keras_recon.ReConPretrainer(
        backbone,
        decoder_depth=_option(options, "decoder_depth"),
        decoder_num_heads=_option(options, "decoder_num_heads"),
        mask_ratio=_option(options, "mask_ratio"),
        mask_type=_option(options, "mask_type", MASK_TYPES),
        chamfer_norm=_option(options, "loss", CHAMFER_NORMS),
        # YAML files name the teachers; how many features they have, the checkpoint tells.
        image_dim=options.get("image_dim", _projection_width(tensors, "image")),
        text_dim=options.get("text_dim", _projection_width(tensors, "text")),
        contrast=bool(options.get("self_contrastive", False)),
    )


def build_recon2(task, options, tensors, classes, preprocessor):
    """Build the ReCon++ that the config describes, with random weights."""
    if task not in RECON2_TASKS:
        raise ValueError(
            f"--task of a ReCon++ checkpoint must be one of {RECON2_TASKS}. Received: {task}"
        )
    causal = [name for name in tensors if name.startswith(CAUSAL_START)]
    if options.get("mask_type") == "causal" or causal:
        raise ValueError(
            "A ReCon++ checkpoint must be of the random-mask variant: the causal one, which orders "
            "patches and hides what follows, is another model. Received: mask_type="
            f"{options.get('mask_type')!r}, {causal or 'no start token'}"
        )
    if options.get("contrast_type", "byol") != "byol":
        raise ValueError(
            "'contrast_type' of the config must be 'byol', which matches targets. "
            f"Received: {options['contrast_type']!r}"
        )
    # The published code takes both from the name of the weights it starts from.
    start = options.get("pretrained_model_name") or ""
    backbone = keras_recon.ReCon2Backbone(
        dim=_option(options, "embed_dim"),
        depth=_option(options, "depth"),
        num_heads=_option(options, "num_heads"),
        num_groups=_option(options, "num_group"),
        group_size=_option(options, "group_size"),
        patch_widths=LARGE_EMBEDDING if options.get("large_embedding") else EMBEDDING,
        mlp_ratio=48 / 11 if "giant" in start else 4,
        stochastic_depth=options.get("drop_path_rate", 0.1),
        channels=6 if _option(options, "with_color") else 3,
        num_image_queries=_option(options, "img_queries"),
        num_text_queries=_option(options, "text_queries"),
        layer_scale=1e-5 if "dino" in start else None,
    )
    if task == "backbone":
        return backbone
    widths = {f"{name}_dim": _projection_width(tensors, name) for name in ("image", "text")}
    if task == "zero_shot":
        names, features = _needed(classes)
        return keras_recon.ReCon2ZeroShotClassifier(
            backbone,
            names,
            features,
            text_weight=options.get("ratio", 0.5),
            preprocessor=preprocessor,
            **widths,
        )
    return keras_recon.ReCon2Pretrainer(
        backbone,
        decoder_depth=_option(options, "decoder_depth"),
        mask_ratio=_option(options, "mask_ratio"),
        stop_gradient=bool(options.get("stop_grad", False)),
        preprocessor=preprocessor,
        **widths,
    )


def convert(task, options, tensors, classes=None, preprocessor=None):
    """Build the model of the config and fill it with the tensors of the checkpoint.

    Raises:
        ValueError: If a tensor is unused, missing or of another shape, or a weight unset.
    """
    with undrawn():
        model = build_model(task, options, tensors, classes, preprocessor)
    conversion = Conversion(tensors)
    if RECON2_QUERIES in tensors:
        left_out = RECON2_UNUSED
        if task == "recon2":
            conversion.recon2(model)
        else:
            conversion.recon2_backbone(getattr(model, "backbone", model))
            left_out += RECON2_TASK_PARTS
        if task == "zero_shot":
            conversion.projections(model)
            conversion.class_features(model)
        if task == "backbone":
            left_out += tuple(PROJECTIONS.values())
        conversion.finish(model, left_out)
    elif task == "backbone":
        in_pretrainer = any(name.startswith("MAE_encoder.") for name in tensors)
        conversion.backbone(model, "MAE_encoder." if in_pretrainer else "")
        two_towers = isinstance(model, keras_recon.TwoTowerBackbone)
        conversion.finish(model, TEACHERS + TASK_PARTS + (CLASS_QUERY if two_towers else ()))
    else:
        getattr(conversion, task)(model)
        conversion.finish(model, TEACHERS + (TASK_PARTS if task == "zero_shot" else ()))
    return model


def _example_inputs(model, seed=0):
    """Random inputs for any task, with a mask so that both implementations hide the same."""
    random = np.random.default_rng(seed)
    backbone = getattr(model, "backbone", model)
    count = max(1024, backbone.minimum_points)
    points = random.uniform(-0.6, 0.6, (2, count, 3)).astype("float32")
    if backbone.channels > 3:
        colors = random.uniform(size=points.shape).astype("float32")
        points = np.concatenate([points, colors], axis=-1)
    if isinstance(model, keras_recon.ReConPartSegmenter):
        return {"points": points, "shape_class": np.arange(2) % model.num_shape_classes}
    if not isinstance(model, PRETRAINERS):
        return points
    hidden = np.arange(backbone.num_groups) < model.num_hidden
    inputs = {"points": points, "mask": np.stack([random.permutation(hidden) for _ in points])}
    several = isinstance(model, keras_recon.ReCon2Pretrainer)
    for name, width in (("image", model.image_dim), ("text", model.text_dim)):
        if width:
            shape, kind = ((2, 2, width), "targets") if several else ((2, width), "features")
            inputs[f"{name}_{kind}"] = random.normal(size=shape).astype("float32")
    if not several and model.contrast:
        inputs["class_index"] = np.array([0, 1])
    return inputs


def _outputs(model, inputs):
    """What is compared: losses of a pretrainer, tokens of a backbone, logits otherwise."""

    def compared(inputs):
        outputs = model(inputs)
        if isinstance(model, PRETRAINERS):
            return model.loss_terms(inputs, outputs)
        if hasattr(model, "backbone"):
            return {"logits": outputs}
        return {name: outputs[name] for name in outputs if name != "centers"}

    if keras.backend.backend() == "jax":
        # Operation by operation the compiled programs take 0.6 GB, as one 0.2 GB; `predict` copies
        # the weights.
        import jax

        @jax.jit
        def compiled(values, inputs):
            with keras.StatelessScope(list(zip(model.variables, values, strict=True))):
                return compared(inputs)

        outputs = compiled([variable.value for variable in model.variables], inputs)
    else:
        outputs = compared(inputs)
    return {name: ops.convert_to_numpy(value) for name, value in outputs.items()}


def _probabilities(model, features):
    """What a zero-shot classifier makes of the features, PyTorch tensors, of each teacher."""
    import torch

    shares = {"full": {"image": 1, "text": model.text_weight}}.get(model.mode, {model.mode: 1})
    features = sum(share * features[name] for name, share in shares.items())
    classes = torch.from_numpy(ops.convert_to_numpy(model.similarity.kernel))
    cosines = torch.nn.functional.normalize(features, dim=-1) @ classes
    return torch.softmax(cosines / model.temperature, -1)


def _pytorch_outputs(model, tensors, inputs):
    """The same of the plain PyTorch model, straight from the checkpoint's tensors."""
    import part_segmentation_torch
    import recon2_torch
    import recon_torch
    import torch
    import two_tower_torch

    weights = Lazy(tensors, lambda name: torch.from_numpy(tensors[name]))
    backbone = getattr(model, "backbone", model)
    two_towers = isinstance(backbone, keras_recon.TwoTowerBackbone)
    plain = two_tower_torch if two_towers else recon_torch
    sizes = {
        "heads": backbone.num_heads,
        "groups": backbone.num_groups,
        "size": backbone.group_size,
    }
    with torch.no_grad():
        if isinstance(model, keras_recon.ReCon2Pretrainer):
            batch = {name: torch.from_numpy(value) for name, value in inputs.items()}
            mask = batch.pop("mask")
            image_queries = backbone.num_image_queries
            outputs = recon2_torch.pretrain_losses(
                weights, batch, mask, **sizes, image_queries=image_queries, training=False
            )
        elif isinstance(model, keras_recon.ReConPretrainer):
            batch = {k: torch.from_numpy(v) for k, v in inputs.items() if k != "mask"}
            losses = plain.pretrain_losses(
                weights,
                batch,
                torch.from_numpy(inputs["mask"]),
                **sizes,
                decoder_heads=model.decoder_num_heads,
                kind={norm: loss for loss, norm in CHAMFER_NORMS.items()}[
                    model.chamfer_distance.norm
                ],
                training=False,
            )
            names = {"mdm": "reconstruction", "img": "image", "text": "text", "smc": "contrast"}
            outputs = {names[name]: loss for name, loss in losses.items()}
        elif isinstance(backbone, keras_recon.ReCon2Backbone):
            tokens, query, _, _ = recon2_torch.encode(weights, torch.from_numpy(inputs), **sizes)
            if model is backbone:
                parts = query.split([backbone.num_image_queries, backbone.num_text_queries], dim=1)
                outputs = dict(zip(backbone.query_names, parts, strict=True))
                outputs["group_tokens"] = tokens
            else:
                parts = recon2_torch.project(weights, query, backbone.num_image_queries)
                features = dict(zip(PROJECTIONS, (part.mean(1) for part in parts), strict=True))
                outputs = {"logits": _probabilities(model, features)}
        elif isinstance(model, keras_recon.TwoTowerBackbone):
            points = torch.from_numpy(inputs)
            outputs = two_tower_torch.encode_towers(points, weights, **sizes)
        elif isinstance(model, keras_recon.ReConBackbone):
            prefix = "MAE_encoder." if "MAE_encoder.cls_token" in weights else ""
            tokens, _, _ = recon_torch.encode(
                torch.from_numpy(inputs), weights, **sizes, prefix=prefix
            )
            names = ("class_token", "image_token", "text_token")
            outputs = {name: tokens[:, index] for index, name in enumerate(names)}
            outputs["group_tokens"] = tokens[:, 3:]
        elif isinstance(model, keras_recon.ReConZeroShotClassifier):
            prefix = "MAE_encoder." if "MAE_encoder.cls_token" in weights else ""
            tokens, _, _ = recon_torch.encode(
                torch.from_numpy(inputs), weights, **sizes, prefix=prefix
            )
            features = {
                name: recon_torch.linear(tokens[:, place], weights, projection)
                for place, (name, projection) in enumerate(PROJECTIONS.items(), 1)
                if f"{projection}.weight" in weights
            }
            outputs = {"logits": _probabilities(model, features)}
        elif isinstance(model, keras_recon.ReConPartSegmenter):
            batch = {name: torch.from_numpy(value) for name, value in inputs.items()}
            logits = part_segmentation_torch.segment(
                weights, **batch, **sizes, fetched_blocks=model.fetched_blocks
            )
            outputs = {"logits": logits}
        else:
            stream = {"stream": model.stream} if two_towers else {}
            logits = plain.classify(weights, torch.from_numpy(inputs), **sizes, **stream)
            outputs = {"logits": logits}
    return {name: value.numpy() for name, value in outputs.items()}


def verify(model, tensors, tolerance=1e-4):
    """Compare the model with PyTorch on the checkpoint.

    Returns:
        The largest relative error.

    Raises:
        ValueError: If an output differs by more than `tolerance`, relative to its largest value.
    """
    inputs = _example_inputs(model)
    converted, worst = _outputs(model, inputs), 0.0
    for name, value in _pytorch_outputs(model, tensors, inputs).items():
        error = np.abs(converted[name] - value).max() / np.abs(value).max()
        if not error <= tolerance:
            raise ValueError(
                f"The converted model must give the same {name} as PyTorch, to a relative error of "
                f"{tolerance}. Received: {error:.1e}"
            )
        worst = max(worst, float(error))
    return worst


def convert_to_preset(output, tensors, metadata, **options):
    """Write the preset, once the model that loads from it gives what PyTorch gives.

    Args:
        output: Folder of the preset.
        tensors: What `read_checkpoint` gives.
        metadata: Dict of entries for `metadata.json`.
        **options: As of `convert`.

    Returns:
        The number of parameters and the largest relative error.
    """
    model = convert(tensors=tensors, **options)
    with staged(output) as folder:
        is_task = isinstance(model, keras_recon.models.Task)
        backbone, task = (model.backbone, model) if is_task else (model, None)
        write_preset(folder, backbone, task, metadata, options["preprocessor"])
        # One model at a time.
        model_class, groups = type(model), min(backbone.num_groups, VERIFIED_GROUPS)
        del model, backbone, task
        gc.collect()
        with undrawn():
            loaded = model_class.from_preset(folder, num_groups=groups)
        loaded.trainable = False  # Else PyTorch keeps what gradients need.
        return loaded.count_params(), verify(loaded, tensors)


def return_what_is_freed():
    """Let each large array be a mapping of its own, which goes when it is freed, not a hole."""
    if platform.libc_ver()[0] == "glibc":
        ctypes.CDLL(None).mallopt(M_MMAP_THRESHOLD, 2**20)


def main(_):
    return_what_is_freed()
    tensors = read_checkpoint(FLAGS.checkpoint)
    classes = None
    if FLAGS.class_features:
        stored = keras_recon.teachers.load_class_features(FLAGS.class_features)
        classes = stored.class_names, stored.features
    options, preprocessor = read_config(FLAGS.config), None
    if RECON2_QUERIES in tensors:
        preprocessor = keras_recon.layers.PointCloudPreprocessor(
            FLAGS.num_points,
            up_axis=FLAGS.up_axis,
            default_color=DEFAULT_COLOR if options.get("with_color") else None,
        )
    source = FLAGS.checkpoint if is_address(FLAGS.checkpoint) else Path(FLAGS.checkpoint).name
    parameters, error = convert_to_preset(
        FLAGS.output,
        tensors,
        {"converted_from": source, "task": FLAGS.task},
        task=FLAGS.task,
        options=options,
        classes=classes,
        preprocessor=preprocessor,
    )
    print(
        f"{FLAGS.output}: {parameters:,} parameters; "
        f"largest relative difference to PyTorch {error:.1e}"
    )
    if teachers := sum(name.startswith(TEACHERS) for name in tensors):
        print(f"Left out: {teachers} tensors of the frozen teachers, which the model doesn't hold")
    if unused := [name for name in tensors if name.startswith(RECON2_UNUSED)]:
        print(f"Left out: {', '.join(unused)}, which the published code makes and never uses")


FLAGS = flags.FLAGS

if __name__ == "__main__":
    flags.DEFINE_string(
        "checkpoint", None, "Published .pth file, or its hf:// address.", required=True
    )
    flags.DEFINE_string("config", None, "Its YAML file, or a JSON object.", required=True)
    flags.DEFINE_enum("task", None, TASKS, "What to convert it to.", required=True)
    flags.DEFINE_string("class_features", None, "Names and features of a zero-shot classifier.")
    flags.DEFINE_integer("num_points", 10000, "Points that the preprocessor of a ReCon++ gives.")
    flags.DEFINE_enum("up_axis", "y", UP_AXES, "What is up in points given to a ReCon++.")
    flags.DEFINE_string("output", None, "Folder of the preset to write.", required=True)
    app.run(main)
