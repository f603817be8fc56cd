"""NumPy arrays files."""


def read_npy(path):
    raise NotImplementedError


def read_npz(path):
    raise NotImplementedError
