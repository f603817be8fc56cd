"""The two-tower ablation in plain PyTorch, from the parts of the baseline in `recon_torch.py`."""

import torch
from recon_torch import (
    class_logits,
    depth,
    distillation_losses,
    embed,
    group,
    layer_norm,
    reconstruction_loss,
    transformer_block,
)

CONTRAST_TOWER, CONTRAST_QUERIES = "Dis_encoder.", ("img", "text")


def encode(patches, centers, w, heads, prefix, queries=(), visible=None, training=False):
    """Tokens of one tower after the final norm: queries, then all groups or the visible ones."""
    x, pos = embed(patches, centers, w, prefix, queries, visible, training)
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
    mdm = reconstruction_loss(w, x, patches, centers, mask, decoder_heads, kind)
    x = encode(patches, centers, w, heads, CONTRAST_TOWER, CONTRAST_QUERIES, training=training)
    return {"mdm": mdm, **distillation_losses(w, batch, x[:, 0], x[:, 1])}


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
    return class_logits(torch.cat([token for tower in chosen for token in of_tower[tower]], 1), w)
