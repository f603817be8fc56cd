"""Exact search that reads a part of each embedding."""

import numpy as np

# In float32 a cosine, a bound and the square of a length are wrong by less.
ROUNDING = 1e-5
SAMPLE = 20_000


class LeadingDirections:
    r"""Unit vectors along the few directions in which they differ most.

    With an orthonormal basis of these directions, h the coordinates of a vector x in it and t the
    length of the rest, and likewise for a query, Cauchy and Schwarz bound the cosine:

    $$x \cdot q \le h_x \cdot h_q + t_x t_q$$

    A vector whose bound is below the cosines of `count` others isn't among the `count` best. Of
    the others the cosines are computed in full, so that the result is exact.

    Args:
        vectors: float32 array of shape `(n, D)`, of unit length.
        num_directions: Number of directions.

    Example:

    ```python
    import numpy as np
    from keras_recon.search.leading_directions import LeadingDirections

    random = np.random.default_rng(0)
    vectors = (random.normal(size=(5000, 8)) @ random.normal(size=(8, 128))).astype("float32")
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    ranks, cosines = LeadingDirections(vectors, 8).search(vectors[7], count=3)
    int(ranks[0])  # 7
    ```
    """

    def __init__(self, vectors, num_directions=64):
        self.vectors = vectors
        sample = vectors[:: -(-len(vectors) // SAMPLE)].astype("float64")
        _, directions = np.linalg.eigh(sample.T @ sample)
        self.basis = directions[:, ::-1][:, :num_directions].astype("float32")
        self.coordinates = vectors @ self.basis
        self.rest = _rest(self.coordinates)

    def search(self, query, count):
        """Find the vectors of the largest cosine with a query.

        Args:
            query: float32 array of shape `(D,)`, of unit length.
            count: Number of vectors to find, at most n.

        Returns:
            Indices and cosines, each of shape `(count,)`, best first; or None where the directions
            tell too little, so that a product with all vectors takes less time.
        """
        part = query @ self.basis
        bounds = self.coordinates @ part
        bounds += self.rest * _rest(part)
        # The best by their bounds are likely ones, whose cosines tell what must be reached.
        likely, _ = largest(bounds, min(4 * count, len(bounds)))
        _, cosines = largest(self.vectors[likely] @ query, count)
        left = np.flatnonzero(bounds >= cosines[-1] - ROUNDING)
        if len(left) > len(bounds) // 10:
            return None
        found, cosines = largest(self.vectors[left] @ query, count)
        return left[found], cosines


def largest(values, count):
    """Find the largest values; of equal ones, those of the lowest indices.

    Args:
        values: Float array of shape `(n,)`.
        count: Number to find, at most n.

    Returns:
        Indices and values, each of shape `(count,)`, in descending order of the values.

    Example:

    ```python
    import numpy as np
    from keras_recon.search.leading_directions import largest

    indices, values = largest(np.array([1.0, 3.0, 2.0, 3.0]), 3)
    indices.tolist(), values.tolist()  # [1, 3, 2], [3.0, 3.0, 2.0]
    ```
    """
    last = len(values) - count
    chosen = np.flatnonzero(values >= np.partition(values, last)[last])
    chosen = chosen[np.lexsort((chosen, -values[chosen]))[:count]]
    return chosen, values[chosen]


def _rest(coordinates):
    """The length, of a unit vector, that its coordinates leave; rounding makes it no shorter."""
    squares = np.einsum("...k,...k->...", coordinates, coordinates)
    return np.sqrt(np.maximum(0, 1 - squares) + ROUNDING)
