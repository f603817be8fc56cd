"""Plain eager-PyTorch part segmentation, on the functions of `recon_torch`.

Driven by a state dict of the published names, in the published order of operations: an independent
check of converted checkpoints, and a baseline for speed.
"""

import recon_torch
import torch
import torch.nn.functional as F
from recon_torch import (
    batch_norm,
    depth,
    embed_patches,
    group,
    layer_norm,
    positions,
    recon_block,
    square_distance,
)


def fetch_tokens(points, w, heads, groups, size, fetched_blocks, training=False):
    """Tokens (B, 3 + G, C) of the fetched blocks after the final norm, the last block's queries
    (B, 3, C) before it, and centres (B, G, 3)."""
    neighborhoods, centers = group(points, groups, size)
    tokens = embed_patches(neighborhoods, w, "encoder", training)

    def learned(kind):
        queries = [w[f"{query}_{kind}"] for query in ("cls", "img", "text")]
        return torch.cat(queries, 1).expand(len(points), -1, -1)

    x = torch.cat([learned("token"), tokens], 1)
    pos = torch.cat([learned("pos"), positions(centers, w, "pos_embed")], 1)
    fetched = []
    for i in range(depth(w, "blocks.blocks.")):
        x = recon_block(x + pos, w, f"blocks.blocks.{i}", heads, stop_gradient=False)
        if i in fetched_blocks:
            fetched.append(layer_norm(x, w, "norm"))
    return fetched, x[:, :3], centers


def conv(x, w, name):
    return F.conv1d(x, w[f"{name}.weight"], w.get(f"{name}.bias"))


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


def random_weights(dim, blocks, heads, size, num_parts=50, num_classes=16, fetched=3, seed=0):
    """A state dict of the published names and shapes with a plausible random initialisation."""
    encoder = "MAE_encoder."
    drawn = recon_torch.random_weights(dim, blocks, heads, size, 0, 1, 1, seed)
    w = {k.removeprefix(encoder): v for k, v in drawn.items() if k.startswith(encoder)}

    def dense(name, inputs, outputs, bias=True):
        w[f"{name}.weight"] = torch.randn(outputs, inputs, 1) * 0.02
        if bias:
            w[f"{name}.bias"] = torch.zeros(outputs)

    def norm(name, width):
        w[f"{name}.weight"], w[f"{name}.bias"] = torch.ones(width), torch.zeros(width)
        w[f"{name}.running_mean"], w[f"{name}.running_var"] = torch.zeros(width), torch.ones(width)

    dense("label_conv.0", num_classes, 64, bias=False)
    dense("propagation_0.mlp_convs.0", 3 + fetched * dim, 4 * dim)
    dense("propagation_0.mlp_convs.1", 4 * dim, 1024)
    dense("convs1", 1024 + 2 * fetched * dim + dim + 64, 512)
    dense("convs2", 512, 256)
    dense("convs3", 256, num_parts)
    norms = {"label_conv.1": 64, "bns1": 512, "bns2": 256}
    norms |= {"propagation_0.mlp_bns.0": 4 * dim, "propagation_0.mlp_bns.1": 1024}
    for name, width in norms.items():
        norm(name, width)
    return {k: v.detach().requires_grad_("running" not in k) for k, v in w.items()}
