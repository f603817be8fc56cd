"""The update of AdamW on PyTorch, a few calls for all variables together."""

import collections
import math

import torch


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
            )
        )

    step = optimizer.iterations + 1
    beta_1, beta_2 = optimizer.beta_1, optimizer.beta_2
    correction_1 = -torch.expm1(step * math.log(beta_1))
    correction_2 = -torch.expm1(step * math.log(beta_2))
    for (multiplier, decays), group in groups.items():
        values, gradients, momentums, velocities = map(list, zip(*group, strict=True))
        rate = learning_rate * multiplier
        torch._foreach_lerp_(momentums, gradients, 1 - beta_1)
        torch._foreach_mul_(velocities, beta_2)
        torch._foreach_addcmul_(velocities, gradients, gradients, 1 - beta_2)
        if decays:
            torch._foreach_mul_(values, 1 - rate * optimizer.weight_decay)
        denominators = torch._foreach_sqrt(velocities)
        torch._foreach_div_(denominators, torch.sqrt(correction_2))
        torch._foreach_add_(denominators, optimizer.epsilon)
        updates = torch._foreach_div(momentums, denominators)
        torch._foreach_mul_(updates, rate / correction_1)
        torch._foreach_sub_(values, updates)
