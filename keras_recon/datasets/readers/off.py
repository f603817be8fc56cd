"""OFF files."""


def read_off(path):
    raise NotImplementedError
