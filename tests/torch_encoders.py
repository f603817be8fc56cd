"""The transformers library's CLIP and ViT with the weights of keras-hub's."""

import keras
import numpy as np


def tensor(weight, shape=None, transpose=None):
    import torch

    array = np.asarray(keras.ops.convert_to_numpy(weight))
    if shape is not None:
        array = array.reshape(shape)
    if transpose is not None:
        array = array.transpose(transpose)
    return torch.tensor(array)


def norm(layer):
    return {"weight": tensor(layer.gamma), "bias": tensor(layer.beta)}


def dense(layer):
    return {"weight": tensor(layer.kernel).T, "bias": tensor(layer.bias)}


def attention(layer, width, names):
    # Keras keeps the heads apart: (width, heads, size), and (heads, size, width) at the end.
    parts = (layer.query_dense, layer.key_dense, layer.value_dense, layer.output_dense)
    return {
        name: {
            "weight": tensor(part.kernel, (width, width)).T,
            "bias": tensor(part.bias, (width,)),
        }
        for name, part in zip(names, parts, strict=True)
    }


def flatten(nested, prefix=""):
    for name, value in nested.items():
        if isinstance(value, dict):
            yield from flatten(value, f"{prefix}{name}.")
        else:
            yield prefix + name, value


def load(model, nested):
    missing, unexpected = model.load_state_dict(dict(flatten(nested)), strict=False)
    assert not unexpected
    assert all(name.endswith(("position_ids", "logit_scale")) for name in missing), missing
    return model.eval()


def clip_model(backbone):
    from transformers import CLIPConfig, CLIPModel

    def sizes(encoder):
        return dict(
            hidden_size=encoder.hidden_dim,
            intermediate_size=encoder.intermediate_dim,
            num_hidden_layers=encoder.num_layers,
            num_attention_heads=encoder.num_heads,
            hidden_act="quick_gelu",
        )

    def layers(encoder):
        names = [f"self_attn.{name}_proj" for name in ("q", "k", "v", "out")]
        return {
            str(number): {
                "layer_norm1": norm(layer.layer_norm_1),
                **attention(layer.attention, encoder.hidden_dim, names),
                "layer_norm2": norm(layer.layer_norm_2),
                "mlp.fc1": dense(layer.dense_1),
                "mlp.fc2": dense(layer.dense_2),
            }
            for number, layer in enumerate(encoder.encoder_layers)
        }

    vision, text = backbone.vision_encoder, backbone.text_encoder
    config = CLIPConfig(
        vision_config=dict(
            **sizes(vision), image_size=vision.image_shape[0], patch_size=vision.patch_size
        ),
        text_config=dict(
            **sizes(text),
            vocab_size=text.vocabulary_size,
            max_position_embeddings=text.max_sequence_length,
            eos_token_id=text.vocabulary_size - 1,
        ),
        projection_dim=backbone.projection_dim,
    )
    return load(
        CLIPModel(config),
        {
            "vision_model": {
                "embeddings": {
                    "class_embedding": tensor(vision.embedding.class_embedding),
                    "patch_embedding.weight": tensor(
                        vision.embedding.patch_embedding.kernel, transpose=(3, 2, 0, 1)
                    ),
                    "position_embedding.weight": tensor(
                        vision.embedding.position_embedding.embeddings
                    ),
                },
                "pre_layrnorm": norm(vision.pre_layer_norm),
                "encoder.layers": layers(vision),
                "post_layernorm": norm(vision.layer_norm),
            },
            "text_model": {
                "embeddings": {
                    "token_embedding.weight": tensor(text.embedding.token_embedding.embeddings),
                    "position_embedding.weight": tensor(
                        text.embedding.position_embedding.position_embeddings
                    ),
                },
                "encoder.layers": layers(text),
                "final_layer_norm": norm(text.layer_norm),
            },
            "visual_projection.weight": tensor(backbone.vision_projection.kernel).T,
            "text_projection.weight": tensor(backbone.text_projection.kernel).T,
        },
    )


def vit_model(backbone):
    from transformers import ViTConfig, ViTModel

    config = ViTConfig(
        hidden_size=backbone.hidden_dim,
        intermediate_size=backbone.mlp_dim,
        num_hidden_layers=backbone.num_layers,
        num_attention_heads=backbone.num_heads,
        image_size=backbone.image_shape[0],
        patch_size=backbone.patch_size[0],
        layer_norm_eps=1e-6,
    )
    _, embedding, encoder = backbone.layers
    names = [f"attention.{name}_proj" for name in ("q", "k", "v", "o")]
    return load(
        ViTModel(config, add_pooling_layer=False),
        {
            "embeddings": {
                "cls_token": tensor(embedding.class_token),
                "position_embeddings": tensor(embedding.position_embedding.embeddings)[None],
                "patch_embeddings.projection": {
                    "weight": tensor(embedding.patch_embedding.kernel, transpose=(3, 2, 0, 1)),
                    "bias": tensor(embedding.patch_embedding.bias),
                },
            },
            "layers": {
                str(number): {
                    "layernorm_before": norm(layer.layer_norm_1),
                    **attention(layer.mha, backbone.hidden_dim, names),
                    "layernorm_after": norm(layer.layer_norm_2),
                    "mlp.fc1": dense(layer.mlp.dense_1),
                    "mlp.fc2": dense(layer.mlp.dense_2),
                }
                for number, layer in enumerate(encoder.encoder_layers)
            },
            "layernorm": norm(encoder.layer_norm),
        },
    )
