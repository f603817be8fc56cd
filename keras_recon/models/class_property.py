"""Properties of classes."""


class class_property:
    """A property that a class itself has, not only its instances.

    Args:
        function: Gives the value, of the class.

    Example:

    ```python
    from keras_recon.models.class_property import class_property

    class Shape:
        @class_property
        def title(cls):
            return cls.__name__.lower()

    Shape.title  # "shape"
    ```
    """

    def __init__(self, function):
        self.function = function
        self.__doc__ = function.__doc__

    def __get__(self, instance, owner):
        return self.function(owner)
