"""A plain eager-PyTorch ReCon++, from the parts of the baseline in `recon_torch.py`."""

import numpy as np
import torch
import torch.nn.functional as F
from recon_torch import (
    batch_norm,
    conv,
    cross_attention,
    depth,
    draw_dense,
    draw_norm,
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


def embed(w, points, image_queries, text_weight=0.5, **sizes):
    """The feature by which a shape is found by words, (B, C)."""
    _, query, _, _ = encode(w, points, **sizes)
    image, text = project(w, query, image_queries)
    return image.mean(1) + text_weight * text.mean(1)


# === Random weights of the published names and shapes ===


def draw_block(w, name, dim, parts):
    for norm in ("norm1", "norm2"):
        draw_norm(w, f"{name}.{norm}", dim)
    for part, count in parts.items():
        draw_dense(w, f"{name}.attn.{part}", dim, count * dim)
    draw_dense(w, f"{name}.attn.proj", dim, dim)
    draw_dense(w, f"{name}.mlp.fc1", dim, 4 * dim)
    draw_dense(w, f"{name}.mlp.fc2", 4 * dim, dim)


def draw_positions(w, name, dim):
    draw_dense(w, f"{name}.0", 3, 128)
    draw_dense(w, f"{name}.2", 128, dim)


def random_pretrainer(
    dim, blocks, patch_widths, size, channels, queries, decoder_blocks, image_dim, text_dim
):
    w = {"model.global_query": torch.randn(1, queries, dim) * 0.02}
    first, second, third = patch_widths
    draw_dense(w, "model.embed.first_conv.0", channels, first, conv=True)
    draw_norm(w, "model.embed.first_conv.1", first, running=True)
    draw_dense(w, "model.embed.first_conv.3", first, second, conv=True)
    draw_dense(w, "model.embed.second_conv.0", 2 * second, third, conv=True)
    draw_norm(w, "model.embed.second_conv.1", third, running=True)
    draw_dense(w, "model.embed.second_conv.3", third, dim, conv=True)
    draw_positions(w, "model.pos_embed", dim)
    for i in range(blocks):
        draw_block(w, f"model.encoder.blocks.local_blocks.{i}", dim, {"qkv": 3})
        draw_block(w, f"model.encoder.blocks.global_blocks.{i}", dim, {"q": 1, "kv": 2})
    draw_positions(w, "model.decoder_pos_embed", dim)
    w["model.decoder.mask_token"] = torch.randn(1, 1, dim) * 0.02
    for i in range(decoder_blocks):
        draw_block(w, f"model.decoder.blocks.{i}", dim, {"qkv": 3})
    for norm in ("encoder.ln_f1", "encoder.ln_f2", "decoder.ln_f", "norm"):
        draw_norm(w, f"model.{norm}", dim)
    draw_dense(w, "model.decoder.increase_dim.0", dim, channels * size, conv=True)
    draw_dense(w, "img_proj", dim, image_dim)
    draw_dense(w, "text_proj", dim, text_dim)
    return w
