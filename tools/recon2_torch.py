"""A plain eager-PyTorch ReCon++, from the parts of the baseline in `recon_torch.py`."""

import numpy as np
import torch
import torch.nn.functional as F
from recon_torch import (
    batch_norm,
    conv,
    cross_attention,
    depth,
    farthest_point_sample,
    layer_norm,
    linear,
    mlp,
    positions,
    self_attention,
    square_distance,
)
from scipy.optimize import linear_sum_assignment


def group(points, groups, size):
    """(B, N, 3|6) -> neighbourhoods, x, y, z relative to their centre, and centres (B, G, 3)."""
    xyz, batch = points[..., :3], torch.arange(len(points))[:, None]
    centers = xyz[batch, farthest_point_sample(xyz, groups)]
    near = square_distance(centers, xyz).topk(size, dim=-1, largest=False, sorted=False).indices
    patches = points[batch[..., None], near]
    patches[..., :3] -= centers[:, :, None]
    return patches, centers


def embed_patches(patches, w, training):
    """Mini-PointNet: (B, G, S, 3|6) -> (B, G, C); large where there is a third convolution."""
    b, g, s, channels = patches.shape
    x = patches.reshape(b * g, s, channels).transpose(1, 2)
    name = "model.embed.first_conv"
    x = conv(x, w, f"{name}.0")
    for place in (1, 4) if f"{name}.6.weight" in w else (1,):
        x = conv(F.relu(batch_norm(x, w, f"{name}.{place}", training)), w, f"{name}.{place + 2}")
    x = torch.cat([x.max(2, keepdim=True).values.expand(-1, -1, s), x], 1)
    name = "model.embed.second_conv"
    x = batch_norm(conv(x, w, f"{name}.0"), w, f"{name}.1", training)
    return conv(F.relu(x), w, f"{name}.3").max(2).values.view(b, g, -1)


def block(x, w, name, heads, context=None):
    normed = layer_norm(x, w, f"{name}.norm1")
    if context is None:
        branch = self_attention(normed, w, f"{name}.attn", heads)
    else:
        context = layer_norm(context, w, f"{name}.norm1")
        branch = cross_attention(normed, context, w, f"{name}.attn", heads)
    x = x + branch * w.get(f"{name}.ls1.gamma", 1)
    branch = mlp(layer_norm(x, w, f"{name}.norm2"), w, f"{name}.mlp")
    return x + branch * w.get(f"{name}.ls2.gamma", 1)


def encode(w, points, heads, groups, size, mask=None, stop_gradient=False, training=False):
    """Patches' tokens and queries after their final norms, with neighbourhoods and centres."""
    patches, centers = group(points, groups, size)
    visible = torch.ones(centers.shape[:2], dtype=torch.bool) if mask is None else ~mask
    x = embed_patches(patches, w, training)
    b, _, c = x.shape
    x, pos = x[visible].view(b, -1, c), positions(centers[visible], w, "model.pos_embed")
    pos, query = pos.view(b, -1, c), w["model.global_query"].expand(b, -1, -1)
    name = "model.encoder.blocks"
    for i in range(depth(w, f"{name}.local_blocks.")):
        x = block(x + pos, w, f"{name}.local_blocks.{i}", heads)
        context = x.detach() if stop_gradient else x
        query = block(query, w, f"{name}.global_blocks.{i}", heads, context)
    x, query = layer_norm(x, w, "model.encoder.ln_f1"), layer_norm(query, w, "model.encoder.ln_f2")
    return x, query, patches, centers


def project(w, query, image_queries):
    """Projected image and text queries at unit length."""
    parts = query[:, :image_queries], query[:, image_queries:]
    names = ("img_proj", "text_proj")
    return [F.normalize(linear(p, w, n), dim=-1) for p, n in zip(parts, names, strict=True)]


def decode(w, tokens, centers, mask, heads, size):
    b = len(tokens)
    hidden = int(mask[0].sum())
    order = [centers[m].view(b, -1, 3) for m in (~mask, mask)]
    pos = positions(torch.cat(order, 1), w, "model.decoder_pos_embed")
    y = torch.cat([tokens, w["model.decoder.mask_token"].expand(b, hidden, -1)], 1)
    for i in range(depth(w, "model.decoder.blocks.")):
        y = block(y + pos, w, f"model.decoder.blocks.{i}", heads)
    y = layer_norm(y[:, -hidden:], w, "model.decoder.ln_f").transpose(1, 2)
    return conv(y, w, "model.decoder.increase_dim.0").transpose(1, 2).reshape(b, hidden, size, -1)


def matched_distance(tokens, targets):
    """Smooth-L1 of each shape's targets to the tokens they are matched to, summed, times 5."""
    loss = 0.0
    for own, wanted in zip(tokens, targets, strict=True):
        wanted = F.normalize(wanted[(wanted != 0).any(-1)], dim=-1)
        if len(wanted):
            rows, columns = linear_sum_assignment(-(own @ wanted.T).detach().numpy())
            loss = loss + F.smooth_l1_loss(own[np.asarray(rows)], wanted[np.asarray(columns)])
    return 5 * loss


def pretrain_losses(
    w, batch, mask, heads, groups, size, image_queries, stop_gradient=False, training=True
):
    tokens, query, patches, centers = encode(
        w, batch["points"], heads, groups, size, mask, stop_gradient, training
    )
    made = decode(w, tokens, centers, mask, heads, size).flatten(0, 1)
    true = patches[mask]
    distance = ((made[:, :, None, :3] - true[:, None, :, :3]) ** 2).sum(-1)
    to_true, to_made = distance.min(2), distance.min(1).values
    l2 = to_true.values.mean() + to_made.mean()
    l1 = (to_true.values.sqrt().mean() + to_made.sqrt().mean()) / 2
    losses = {"reconstruction": l1 + l2}
    if made.shape[-1] > 3:
        nearest = true[torch.arange(len(true))[:, None], to_true.indices]
        losses["color"] = F.smooth_l1_loss(made[..., 3:], nearest[..., 3:])
    names = ("image", "text")
    for name, own in zip(names, project(w, query, image_queries), strict=True):
        losses[name] = matched_distance(own, batch[f"{name}_targets"])
    return losses
