"""The update of AdamW on PyTorch, in one pass over all variables."""

import collections

import torch
from keras.ops import convert_to_tensor
from torch.optim.adamw import adamw


@torch.no_grad()
def update_together(optimizer, gradients, variables, learning_rate):
    """Update variables and moments in place, as `AdamW.update_step` does one by one.

    Args:
        optimizer: An `AdamW` that is built.
        gradients: List of tensors, one a variable.
        variables: List of Keras variables.
        learning_rate: Scalar variable or tensor, before a variable's own factor.
    """
    groups = collections.defaultdict(list)
    for gradient, variable in zip(gradients, variables, strict=True):
        kind = optimizer._rate_multiplier(variable), optimizer._use_weight_decay(variable)
        index = optimizer._get_variable_index(variable)
        groups[kind].append(
            (
                variable.value,
                gradient.to(variable.value.dtype),
                optimizer._momentums[index].value,
                optimizer._velocities[index].value,
                # PyTorch counts the step up itself, one tensor a variable.
                convert_to_tensor(optimizer.iterations).to(torch.float32, copy=True),
            )
        )
    for (multiplier, decays), group in groups.items():
        values, gradients, momentums, velocities, steps = map(list, zip(*group, strict=True))
        adamw(
            values,
            gradients,
            momentums,
            velocities,
            [],
            steps,
            fused=True,
            amsgrad=False,
            beta1=optimizer.beta_1,
            beta2=optimizer.beta_2,
            lr=learning_rate * multiplier,
            weight_decay=optimizer.weight_decay if decays else 0.0,
            eps=optimizer.epsilon,
            maximize=False,
        )
