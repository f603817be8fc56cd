"""The two-tower ablation in plain PyTorch, from the parts of the baseline in `recon_torch.py`."""

import torch
import torch.nn.functional as F
from recon_torch import (
    batch_norm,
    chamfer,
    depth,
    embed_patches,
    group,
    layer_norm,
    linear,
    positions,
    transformer_block,
)

CONTRAST_TOWER, CONTRAST_QUERIES = "Dis_encoder.", ("img", "text")


def encode(patches, centers, w, heads, prefix, queries=(), visible=None, training=False):
    """Tokens of one tower after the final norm: queries, then all groups or the visible ones."""
    x = embed_patches(patches, w, f"{prefix}encoder", training)
    batch, _, dim = x.shape
    if visible is not None:
        x, centers = x[visible].view(batch, -1, dim), centers[visible].view(batch, -1, 3)

    def learned(kind):
        return [w[f"{prefix}{query}_{kind}"].expand(batch, -1, -1) for query in queries]

    x = torch.cat([*learned("token"), x], 1)
    pos = torch.cat([*learned("pos"), positions(centers, w, f"{prefix}pos_embed")], 1)
    for i in range(depth(w, f"{prefix}blocks.blocks.")):
        x = transformer_block(x + pos, w, f"{prefix}blocks.blocks.{i}", heads)
    return layer_norm(x, w, f"{prefix}norm")


def encode_towers(points, w, heads, groups, size):
    """What a backbone gives: the queries of one tower, all groups of the other."""
    patches, centers = group(points, groups, size)
    prefix = "MAE_encoder." if "MAE_encoder.norm.weight" in w else ""
    contrast = encode(patches, centers, w, heads, CONTRAST_TOWER, CONTRAST_QUERIES)
    return {
        "image_token": contrast[:, 0],
        "text_token": contrast[:, 1],
        "group_tokens": encode(patches, centers, w, heads, prefix),
    }


def pretrain_losses(w, batch, mask, heads, groups, size, decoder_heads, kind="cdl2", training=True):
    """Terms of the loss, named as by `recon_torch.pretrain_losses`."""
    patches, centers = group(batch["points"], groups, size)
    x = encode(patches, centers, w, heads, "MAE_encoder.", visible=~mask, training=training)
    count, hidden = len(x), int(mask[0].sum())
    ordered = torch.cat([centers[m].view(count, -1, 3) for m in (~mask, mask)], 1)
    pos = positions(ordered, w, "decoder_pos_embed")
    x = torch.cat([x, w["mask_token"].expand(count, hidden, -1)], 1)
    for i in range(depth(w, "MAE_decoder.blocks.")):
        x = transformer_block(x + pos, w, f"MAE_decoder.blocks.{i}", decoder_heads)
    x = layer_norm(x[:, -hidden:], w, "MAE_decoder.norm")
    x = F.linear(x, w["increase_dim.0.weight"].squeeze(-1), w["increase_dim.0.bias"])
    losses = {"mdm": chamfer(x.reshape(count * hidden, -1, 3), patches[mask], kind)}

    x = encode(patches, centers, w, heads, CONTRAST_TOWER, CONTRAST_QUERIES, training=training)
    for i, (name, teacher) in enumerate((("img", "image"), ("text", "text"))):
        if f"{name}_proj.weight" in w:
            projection = linear(x[:, i], w, f"{name}_proj")
            losses[name] = F.smooth_l1_loss(projection, batch[f"{teacher}_features"])
    return losses


def classify(w, points, heads, groups, size, stream="all"):
    """Logits at inference."""
    patches, centers = group(points, groups, size)
    x = encode(patches, centers, w, heads, "", ("cls",))
    contrast = encode(patches, centers, w, heads, CONTRAST_TOWER, CONTRAST_QUERIES)
    # Two groups are left out of the maximum, as published.
    of_tower = {
        "reconstruction": [x[:, 0], x[:, 3:].max(1).values],
        "contrast": [contrast[:, 0], contrast[:, 1]],
    }
    chosen = of_tower if stream == "all" else (stream,)
    x = torch.cat([token for tower in chosen for token in of_tower[tower]], 1)
    head = "cls_head_finetune."
    if f"{head}8.weight" not in w:
        return linear(x, w, f"{head}0")
    for i in (0, 4):
        x = F.relu(batch_norm(linear(x, w, f"{head}{i}"), w, f"{head}{i + 1}", False))
    return linear(x, w, f"{head}8")
