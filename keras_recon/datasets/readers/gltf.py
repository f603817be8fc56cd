"""glTF files."""


def read_gltf(path):
    raise NotImplementedError
