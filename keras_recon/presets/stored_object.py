"""Models and layers as a preset stores them: a registered name and arguments."""

import inspect
from dataclasses import dataclass

import keras

# A number of blocks that a file asks for by a few bytes, and that would be built for ever.
_DEPTHS, _MOST_BLOCKS = ("depth", "decoder_depth"), 1000


@dataclass(frozen=True)
class StoredObject:
    """A registered class, and the arguments to build an instance with.

    Only classes that are registered already are built: reading a preset imports nothing and runs
    no code of its own.

    Args:
        registered_name: Name under which the class is registered with Keras.
        config: Its arguments, as `get_config` gives them.

    Example:

    ```python
    import keras_recon
    from keras_recon.presets import StoredObject

    stored = StoredObject("keras_recon>ReConBackbone", {"dim": 96, "num_heads": 4})
    stored.build(depth=2)  # a ReConBackbone
    ```
    """

    registered_name: str
    config: dict

    def find_class(self, base=object):
        """Return the class.

        Raises:
            ValueError: If no class of that name is registered, or it doesn't derive from `base`.
        """
        cls = keras.saving.get_registered_object(self.registered_name)
        if not (inspect.isclass(cls) and issubclass(cls, base)):
            raise ValueError(
                f"A preset must name a registered {base.__name__}, such as "
                "'keras_recon>ReConBackbone'; import the module that registers yours first. "
                f"Received: {self.registered_name!r}"
            )
        return cls

    def build(self, **overrides):
        """Build an instance, with other arguments where given.

        Raises:
            ValueError: If an argument is unknown, missing or out of range, or asks for more memory
                than there is.
        """
        cls, config = self.find_class(), {**self.config, **overrides}
        accepted = arguments_of(cls)
        message = f"{cls.__name__} accepts {accepted}. Received: {sorted(config)}"
        if not config.keys() <= {*accepted, "frozen"}:
            raise ValueError(message)
        for name in _DEPTHS:
            if isinstance(config.get(name), int) and config[name] > _MOST_BLOCKS:
                raise ValueError(
                    f"`{name}` must be at most {_MOST_BLOCKS}. Received: {name}={config[name]}"
                )
        try:
            return cls.from_config(config)
        except Exception as error:  # which one depends on the value that is wrong
            if isinstance(error, ValueError) and "Received" in str(error):
                raise
            raise ValueError(f"{message} ({error})") from error


def arguments_of(cls):
    """Names of the arguments of a class of Keras, those of its base classes among them.

    Example:

    ```python
    import keras_recon
    from keras_recon.presets.stored_object import arguments_of

    arguments_of(keras_recon.ReConBackbone)  # a list of "dim", "depth" and so on
    ```
    """
    names = ["name", "dtype"]
    for base in cls.__mro__:
        if base.__module__.startswith("keras.src"):
            break
        parameters = inspect.signature(base.__init__).parameters.values()
        own = [p for p in parameters if p.name != "self"]
        names = [p.name for p in own if p.kind not in (p.VAR_KEYWORD, p.VAR_POSITIONAL)] + names
        if not any(p.kind == p.VAR_KEYWORD for p in own):
            break
    return [*dict.fromkeys(names)]
