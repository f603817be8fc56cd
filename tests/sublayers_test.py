import keras

from keras_recon.sublayers import sublayers


class Holder(keras.layers.Layer):
    def __init__(self):
        super().__init__()
        self.one = keras.layers.Dense(1)
        self.several = [keras.layers.Dense(2), keras.layers.ReLU()]
        self.number = 3
        self.numbers = [1, 2]
        self.head = keras.Sequential([keras.layers.Dense(4)])


def test_layers_go_by_attribute_and_number():
    holder = Holder()
    found = sublayers(holder)
    assert found == {
        "one": holder.one,
        "several/0": holder.several[0],
        "several/1": holder.several[1],
        "head": holder.head,
    }
    assert sublayers(holder.head) == {"0": holder.head.layers[0]}


def test_two_instances_have_the_same_names():
    assert list(sublayers(Holder())) == list(sublayers(Holder()))
