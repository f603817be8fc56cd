"""Plain eager-PyTorch part segmentation, on the functions of `recon_torch`.

Driven by a state dict of the published names, in the published order of operations: an independent
check of converted checkpoints, and a baseline for speed.
"""

import torch
import torch.nn.functional as F
from recon_torch import (
    batch_norm,
    conv,
    depth,
    draw_backbone,
    draw_dense,
    draw_norm,
    embed,
    group,
    layer_norm,
    recon_block,
    square_distance,
    trainable,
)


def fetch_tokens(points, w, heads, groups, size, fetched_blocks, training=False):
    """Tokens (B, 3 + G, C) of the fetched blocks after the final norm, the last block's queries
    (B, 3, C) before it, and centres (B, G, 3)."""
    patches, centers = group(points, groups, size)
    x, pos = embed(patches, centers, w, training=training)
    fetched = []
    for i in range(depth(w, "blocks.blocks.")):
        x = recon_block(x + pos, w, f"blocks.blocks.{i}", heads, stop_gradient=False)
        if i in fetched_blocks:
            fetched.append(layer_norm(x, w, "norm"))
    return fetched, x[:, :3], centers


def propagate(points, centers, tokens, w, training):
    """Interpolate (B, D, G) to the points, inversely to the squared distance: (B, 1024, N)."""
    distance, index = square_distance(points, centers).sort(-1)
    distance, index = distance[..., :3], index[..., :3]
    weight = 1 / (distance + 1e-8)
    weight = weight / weight.sum(-1, keepdim=True)
    batch = torch.arange(len(points))[:, None, None]
    x = (tokens.transpose(1, 2)[batch, index] * weight[..., None]).sum(2)
    x = torch.cat([points, x], -1).transpose(1, 2)
    for i in range(2):
        name = f"propagation_0.mlp_{{}}.{i}"
        x = conv(x, w, name.format("convs"))
        x = F.relu(batch_norm(x, w, name.format("bns"), training))
    return x


def segment(w, points, shape_class, heads, groups, size, fetched_blocks, training=False):
    """Logits (B, N, parts); dropout and stochastic depth are left out."""
    count = points.shape[1]
    fetched, queries, centers = fetch_tokens(
        points, w, heads, groups, size, fetched_blocks, training
    )
    tokens = torch.cat([x[:, 3:] for x in fetched], -1).transpose(1, 2)
    classes = F.one_hot(shape_class.long(), w["label_conv.0.weight"].shape[1]).to(points.dtype)
    label = conv(classes[..., None], w, "label_conv.0")
    label = F.leaky_relu(batch_norm(label, w, "label_conv.1", training), 0.2)
    whole = [tokens.max(2).values, tokens.mean(2), queries.max(1).values, label[..., 0]]
    whole = torch.cat(whole, 1)[..., None].expand(-1, -1, count)
    x = torch.cat([propagate(points, centers, tokens, w, training), whole], 1)
    for i in (1, 2):
        x = F.relu(batch_norm(conv(x, w, f"convs{i}"), w, f"bns{i}", training))
    return conv(x, w, "convs3").transpose(1, 2)


def random_weights(
    dim, blocks, patch_widths=(128, 256, 512), num_parts=50, num_classes=16, fetched=3
):
    """A state dict of the published names and shapes with a plausible random initialisation."""
    w = draw_backbone(dim, blocks, patch_widths)
    draw_dense(w, "label_conv.0", num_classes, 64, bias=False, conv=True)
    draw_norm(w, "label_conv.1", 64, running=True)
    for layer, norm, inputs, outputs in (
        ("propagation_0.mlp_convs.0", "propagation_0.mlp_bns.0", 3 + fetched * dim, 4 * dim),
        ("propagation_0.mlp_convs.1", "propagation_0.mlp_bns.1", 4 * dim, 1024),
        ("convs1", "bns1", 1024 + 2 * fetched * dim + dim + 64, 512),
        ("convs2", "bns2", 512, 256),
    ):
        draw_dense(w, layer, inputs, outputs, conv=True)
        draw_norm(w, norm, outputs, running=True)
    draw_dense(w, "convs3", 256, num_parts, conv=True)
    return trainable(w)
