"""AdamW as PyTorch has it, with a learning rate of its own for parts of the model."""

import math

import keras
from keras import ops

from keras_recon.replicas import sum_over_replicas


@keras.saving.register_keras_serializable(package="keras_recon")
class AdamW(keras.optimizers.Optimizer):
    r"""AdamW whose rate can differ between parts of a model, with PyTorch's exact update.

    With the rate $\eta$ of the variable, the decay $\lambda$ and the bias-corrected moments
    $\hat m$ and $\hat v$ of the gradient:

    $$p \leftarrow (1 - \eta \lambda) p - \eta \frac{\hat m}{\sqrt{\hat v} + \epsilon}$$

    Vectors, biases and learned tokens (variables of at most one axis, and those whose name is
    `"bias"` or contains `"token"`) don't decay; learned positions do, as published. More can be
    left out with `exclude_from_weight_decay`.

    It differs from `keras.optimizers.AdamW` in this default, in the place of epsilon, which there
    is added before the bias correction, and in the rates.

    Args:
        learning_rate: Float or `keras.optimizers.schedules.LearningRateSchedule`.
        weight_decay: Decay per step as a factor of the learning rate.
        beta_1: Decay rate of the first moment, between 0 and 1.
        beta_2: Decay rate of the second moment, between 0 and 1.
        epsilon: Added to the root of the second moment.
        rate_multipliers: Dict from a component of variable paths, the name of a layer, to the
            factor by which its variables' learning rate, and so their decay, is multiplied.
            Factors multiply where more than one component is named.
        **kwargs: `global_clipnorm`, `gradient_accumulation_steps`, `name` and the like, for
            `keras.optimizers.Optimizer`.

    Raises:
        ValueError: If an argument is out of range or, on the first step, if no variable has a
            component that `rate_multipliers` names or one is of float16.

    Example:

    ```python
    import keras
    import keras_recon

    classifier = keras_recon.ReConClassifier.from_preset("recon_nano", num_classes=10)
    classifier.compile(
        optimizer=keras_recon.training.AdamW(
            2e-5, weight_decay=0.05, rate_multipliers={"head": 10.0}, global_clipnorm=10.0
        ),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    )
    ```

    Reference:
        - [Loshchilov and Hutter, Decoupled Weight Decay Regularization, 2019](
          https://arxiv.org/abs/1711.05101)
    """

    def __init__(
        self,
        learning_rate=5e-4,
        weight_decay=0.05,
        beta_1=0.9,
        beta_2=0.999,
        epsilon=1e-8,
        rate_multipliers=None,
        **kwargs,
    ):
        super().__init__(learning_rate=learning_rate, weight_decay=weight_decay, **kwargs)
        for name, beta in (("beta_1", beta_1), ("beta_2", beta_2)):
            if not 0 < beta < 1:
                raise ValueError(f"`{name}` must lie between 0 and 1. Received: {name}={beta}")
        if any(factor <= 0 for factor in (rate_multipliers or {}).values()):
            raise ValueError(
                "`rate_multipliers` must be a dict from the name of a layer to a factor above 0. "
                f"Received: rate_multipliers={rate_multipliers}"
            )
        self.beta_1 = beta_1
        self.beta_2 = beta_2
        self.epsilon = epsilon
        self.rate_multipliers = dict(rate_multipliers or {})

    def build(self, variables):
        if self.built:
            return
        components = {part for variable in variables for part in variable.path.split("/")}
        unknown = sorted(set(self.rate_multipliers) - components)
        if unknown:
            raise ValueError(
                "`rate_multipliers` must name components of the paths of trainable variables, "
                f"{sorted(components)}. Received: {unknown}"
            )
        half = [variable.path for variable in variables if variable.dtype == "float16"]
        if half:
            raise ValueError(
                "AdamW needs variables of more range than float16 has, for squared gradients and "
                f'epsilon: take the policy "mixed_float16". Received: {half[:3]} of float16'
            )
        super().build(variables)
        self._momentums, self._velocities = self.add_optimizer_variables(
            variables, ["momentum", "velocity"]
        )

    def update_step(self, gradient, variable, learning_rate):
        dtype = variable.dtype
        gradient = ops.cast(gradient, dtype)
        rate, correction_1, root_2 = (ops.cast(value, dtype) for value in learning_rate)
        rate = rate * self._rate_multiplier(variable)

        index = self._get_variable_index(variable)
        momentum, velocity = self._momentums[index], self._velocities[index]
        self.assign_add(momentum, (gradient - momentum) * (1 - self.beta_1))
        self.assign_add(velocity, (ops.square(gradient) - velocity) * (1 - self.beta_2))

        decay = 1 - rate * self.weight_decay if self._use_weight_decay(variable) else 1
        denominator = ops.sqrt(velocity) / root_2 + self.epsilon
        self.assign(variable, variable * decay - rate / correction_1 * momentum / denominator)

    def _backend_update_step(self, grads, trainable_variables, learning_rate):
        if keras.backend.backend() == "torch":
            # PyTorch's fused update: a step of recon_base takes 0.75 s instead of 0.83 s.
            from keras_recon.training.torch_adamw import update_together

            update_together(self, grads, trainable_variables, learning_rate)
            return
        # Once for all variables: thousands of scalar operations less to compile.
        step = ops.cast(self.iterations + 1, "float32")
        # 1 - beta ** step, without its cancellation at the first steps.
        correction_1 = -ops.expm1(step * math.log(self.beta_1))
        correction_2 = -ops.expm1(step * math.log(self.beta_2))
        learning_rate = (learning_rate, correction_1, ops.sqrt(correction_2))
        super()._backend_update_step(grads, trainable_variables, learning_rate)

    def _clip_gradients(self, grads):
        # Keras on TensorFlow sums the replicas' gradients after each has clipped its own.
        grads = sum_over_replicas(grads)
        # Batch norm is float32 under every policy, and a norm over all is of one dtype.
        dtypes = {keras.backend.standardize_dtype(gradient.dtype) for gradient in grads}
        if len(dtypes) > 1:
            dtype = keras.backend.result_type(*dtypes)
            grads = [ops.cast(gradient, dtype) for gradient in grads]
        return super()._clip_gradients(grads)

    def _all_reduce_sum_gradients(self, grads_and_vars):
        """Do nothing: the gradients are summed already, before they are clipped."""
        return grads_and_vars

    def _apply_weight_decay(self, variables):
        """Do nothing: the update of a variable decays it too, at its own rate."""

    def _use_weight_decay(self, variable):
        variable = self._model_variable(variable)
        learned_token = variable.name == "bias" or "token" in variable.name
        excluded = len(variable.shape) <= 1 or learned_token
        return bool(self.weight_decay) and not excluded and super()._use_weight_decay(variable)

    def _rate_multiplier(self, variable):
        parts = self._model_variable(variable).path.split("/")
        return math.prod(factor for part, factor in self.rate_multipliers.items() if part in parts)

    def _model_variable(self, variable):
        # TensorFlow hands over its own variables, which don't know their path.
        return self._trainable_variables[self._get_variable_index(variable)]

    def get_config(self):
        return {
            **super().get_config(),
            "beta_1": self.beta_1,
            "beta_2": self.beta_2,
            "epsilon": self.epsilon,
            "rate_multipliers": dict(self.rate_multipliers),
        }
