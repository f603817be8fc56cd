"""Points of surfaces."""


def sample_surface(parts, num_points, random):
    raise NotImplementedError
