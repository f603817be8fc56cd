"""An index of shapes by what a model makes of them."""

import dataclasses
import functools
import hashlib
import json
import pathlib
import warnings

import numpy as np

from keras_recon.data.point_cloud_data import all_of
from keras_recon.datasets.find_shapes import find_shapes
from keras_recon.datasets.read_files import tell_unreadable
from keras_recon.datasets.readers.formats import SUFFIXES
from keras_recon.datasets.shape_cache import check_apart
from keras_recon.datasets.unit_sphere import fit_unit_sphere
from keras_recon.default_color import add_colors
from keras_recon.files import replacing
from keras_recon.search.embed_files import BLOCK, embed_files
from keras_recon.search.embedding_cache import EmbeddingCache
from keras_recon.search.leading_directions import LeadingDirections, largest
from keras_recon.search.model_identity import model_identity
from keras_recon.search.raw_points import color_of, points_of
from keras_recon.up_axis import check_up_axis

THUMBNAIL_POINTS = 512
# Of so many shapes, a search along a few directions first pays.
LARGE = 100_000
# To be raised when the same file and model give another embedding or thumbnail.
VERSION = 1
_FACTS = ("names", "paths", "captions", "unreadable")


@dataclasses.dataclass(frozen=True, eq=False)
class ShapeIndex:
    """Embeddings of shapes, to be searched by their cosine with a query.

    Make one with `of_data` or `of_folder`, of any model that has a method
    `embed(points, mode=mode)` from raw points `(B, N, 3)` to features `(B, D)`, such as
    `ReConZeroShotClassifier`; its queries are features of the same space: of a text or a picture,
    by the teacher that the model was distilled from, or of another shape. A model whose `backbone`
    has 6 `channels`, ReCon++'s, gets points with colours `(B, N, 6)`, where shapes have none those
    of its preprocessor.

    Args:
        embeddings: Float array of shape `(n, D)`, no row of zeros; stored as float32 of unit
            length.
        names: The name of each of the `n` shapes.
        paths: Optional; the path of the file of each.
        captions: Optional; a text about each.
        thumbnails: Optional float array of shape `(n, P, 3)`: some points of each shape, y up, for
            pictures. Stored as float16.
        unreadable: Sentences on the files that were skipped.

    Raises:
        ValueError: If a shape or a length doesn't fit, or a number isn't finite.

    Example:

    ```python
    import tempfile

    import numpy as np
    import keras_recon

    random = np.random.default_rng(0)
    index = keras_recon.ShapeIndex(random.normal(size=(1000, 64)), names=map(str, range(1000)))
    path = tempfile.mkdtemp() + "/index.npz"
    index.save(path)
    index = keras_recon.ShapeIndex.load(path)
    ranks, scores = index.search(index.embeddings[7], count=3)
    ranks.shape, int(ranks[0])  # (3,), 7
    scores[0]  # 1.0
    ```
    """

    embeddings: np.ndarray
    names: tuple[str, ...]
    paths: tuple[str, ...] | None = None
    captions: tuple[str, ...] | None = None
    thumbnails: np.ndarray | None = None
    unreadable: tuple[str, ...] = ()

    def __post_init__(self):
        embeddings = np.asarray(self.embeddings)
        if embeddings.ndim != 2 or not embeddings.size:
            raise ValueError(
                "`embeddings` must be floats of shape (n, D), at least one. "
                f"Received: shape {embeddings.shape}"
            )
        object.__setattr__(self, "embeddings", _unit_length("embeddings", embeddings))
        for field in _FACTS:
            if getattr(self, field) is not None:
                object.__setattr__(self, field, tuple(map(str, getattr(self, field))))
        if self.thumbnails is not None:
            with np.errstate(over="ignore"):
                thumbnails = np.asarray(self.thumbnails).astype("float16", copy=False)
            if thumbnails.shape[2:] != (3,) or not np.isfinite(thumbnails).all():
                raise ValueError(
                    "`thumbnails` must be floats of shape (n, P, 3), finite in float16. "
                    f"Received: shape {thumbnails.shape}"
                )
            object.__setattr__(self, "thumbnails", thumbnails)
        for field in ("names", "paths", "captions", "thumbnails"):
            value = getattr(self, field)
            if value is not None and len(value) != len(embeddings):
                raise ValueError(
                    f"`{field}` must have as many entries as `embeddings`, {len(embeddings)}. "
                    f"Received: {len(value)}"
                )

    def __len__(self):
        return len(self.embeddings)

    # === Making ===

    @classmethod
    def of_data(cls, data, model, mode="full"):
        """Embed the shapes of a data set.

        Args:
            data: A `PointCloudData` or a `PointCloudStream`, y up.
            model: An object with `embed(points, mode=mode)`, which takes raw points `(B, N, 3)`
                and gives floats `(B, D)`.
            mode: `"full"`, `"text"` or `"image"`.

        Returns:
            A `ShapeIndex` in the order of the data.

        Raises:
            ValueError: If there is no shape, or what the model gives is of another shape or not
                finite.

        Example:

        ```python
        import numpy as np
        import keras_recon

        class Size:
            def embed(self, points, mode):
                return points.max(axis=1) - points.min(axis=1)

        test = keras_recon.datasets.load_home3d("test")
        index = keras_recon.ShapeIndex.of_data(test, Size())
        ranks, scores = index.search(np.array([0.1, 1, 0.1]))
        test.names[ranks[0]]  # "Classic lamppost"
        ```
        """
        embeddings, thumbnails = [], []
        for start in range(0, len(data), BLOCK):
            block = np.arange(start, min(start + BLOCK, len(data)))
            points = _read_block(data, block, color_of(model))
            embeddings.append(_embed(model, points, mode))
            thumbnails.append(_thumbnails(points))
        if not embeddings:
            raise ValueError("`data` must have at least one shape. Received: none")
        return cls(
            np.concatenate(embeddings),
            data.names,
            captions=data.captions and _joined(data.captions),
            thumbnails=np.concatenate(thumbnails),
        )

    @classmethod
    def of_folder(
        cls,
        folder,
        model,
        mode="full",
        num_points=None,
        up_axis="y",
        labels=False,
        on_error="skip",
        cache_dir=None,
        model_name=None,
        num_workers=None,
        progress=None,
    ):
        """Embed the meshes and point clouds in a folder, each fitted to the unit sphere.

        With `cache_dir` a file is read and embedded once: embeddings are kept by the content of
        the file, so that it may be moved and renamed, and of those that it refers to, and by what
        the model is. They are kept in blocks of 512, so that an interrupted call goes on where it
        was. Of a file a part may be left out; `read_shape` tells which.

        Args:
            folder: The folder. Hidden files and folders are skipped.
            model: As of `of_data`.
            mode: As of `of_data`.
            num_points: Points to read of each shape; if not given, 2,048 or, if that is more, as
                many as the preprocessor of the model gives.
            up_axis: The axis that is up in the files: `"x"`, `"y"`, `"z"`, `"-x"`, `"-y"` or
                `"-z"`.
            labels: False for all shapes in the folder; or the path of a CSV or JSON file with the
                columns `path` and `caption`, for those that it lists.
            on_error: `"skip"` to leave out files that can't be read, with a warning that counts
                them and, as sentences, in `unreadable`; or `"raise"`.
            cache_dir: Folder to keep embeddings in, outside of `folder` or hidden in it; None for
                none.
            model_name: What tells the model from others in the cache. If not given, a hash of its
                configuration and weights, for which it must be a `keras.Model`.
            num_workers: Processes that read; if not given, one for each processor where there are
                at least 64 files.
            progress: Whether to show a bar; if not given, for more than 512 files on a terminal.

        Returns:
            A `ShapeIndex` in the order of the paths.

        Raises:
            ValueError: If an argument is out of range, no file can be read or, unless they are
                skipped, one can't be.
            FileNotFoundError: If there is no shape.
            ImportError: If a library is missing that reads a format; says how to install it.

        Example:

        ```python
        import pathlib
        import tempfile

        import numpy as np
        import keras_recon

        class Size:
            def embed(self, points, mode):
                return points.max(axis=1) - points.min(axis=1)

        folder = pathlib.Path(tempfile.mkdtemp())
        for name, size in ("pole", (1, 1, 9)), ("plate", (9, 9, 1)):
            np.save(folder / name, np.random.default_rng(0).uniform(size=(3000, 3)) * size)
        options = {"up_axis": "z", "cache_dir": folder / ".cache", "model_name": "size"}
        index = keras_recon.ShapeIndex.of_folder(folder, Size(), **options)
        index.names  # ("plate", "pole")
        ```
        """
        check_up_axis(up_axis)
        num_points = points_of(model) if num_points is None else num_points
        if num_points < 1:
            raise ValueError(f"`num_points` must be at least 1. Received: {num_points}")
        if on_error not in ("raise", "skip"):
            raise ValueError(f"`on_error` must be 'raise' or 'skip'. Received: {on_error!r}")
        folder = pathlib.Path(folder)
        if cache_dir is not None:
            check_apart(cache_dir, folder)
        listing = find_shapes(folder, labels)
        files = listing.files
        if not files:
            raise FileNotFoundError(
                f"A folder must hold shapes, files with one of {' '.join(SUFFIXES)}. "
                f"Received: {folder}"
            )
        cache = None
        if cache_dir is not None:
            name = model_identity(model) if model_name is None else model_name
            settings = [VERSION, name, mode, num_points, up_axis, THUMBNAIL_POINTS]
            if color_of(model) is not None:
                settings.append(color_of(model))
            digest = hashlib.sha256(json.dumps(settings).encode()).hexdigest()
            cache = EmbeddingCache(pathlib.Path(cache_dir) / digest)
        rows, unreadable = embed_files(
            [file.path for file in files],
            lambda points: (_embed(model, points, mode), _thumbnails(points)),
            num_points,
            up_axis,
            on_error,
            cache,
            num_workers,
            progress,
            color_of(model),
        )
        if not rows:
            raise ValueError(f"No shape of {folder} could be read: {unreadable[0]}")
        left_out = [*listing.left_out]
        if unreadable:
            left_out.append(tell_unreadable(unreadable))
        if left_out:
            warnings.warn(f"Left out of {folder}: " + "; ".join(left_out), stacklevel=2)
        kept = [files[number] for number in sorted(rows)]
        captions = _joined([file.caption or "" for file in kept])
        embeddings, thumbnails = zip(*(rows[number] for number in sorted(rows)), strict=True)
        return cls(
            np.stack(embeddings),
            [file.path.stem for file in kept],
            [file.path for file in kept],
            captions if any(captions) else None,
            np.stack(thumbnails),
            unreadable,
        )

    # === Searching ===

    def search(self, query, count=10):
        """Find the shapes whose embeddings have the largest cosine with a query: exact, no others.

        A product with all embeddings is bound by reading them, 2 GB for a million of 512 numbers.
        Of 100,000 shapes and more their 64 leading directions, an eighth of that, are therefore
        compared first, which bounds every cosine, see `LeadingDirections`: as embeddings are
        projections of narrower tokens, few shapes are left, and a million are searched in a sixth
        of the time. Where many are left, all are compared. The first such search prepares this,
        in seconds. NumPy has no fast product of float16 or int8.

        Args:
            query: Float array of shape `(D,)`, or `(q, D)` for several at once; of any length but
                zero.
            count: Shapes to find; all of them if there are fewer.

        Returns:
            int64 indices of the shapes and their float32 cosines, best first, each of shape
            `(count,)` or `(q, count)`. Of equal cosines the one of the lower index is first.

        Raises:
            ValueError: If the query isn't as described, or `count` is below 1.
        """
        query = np.asarray(query)
        if query.ndim not in (1, 2) or query.shape[-1] != self.embeddings.shape[1]:
            width = self.embeddings.shape[1]
            raise ValueError(
                f"`query` must be floats of shape ({width},) or (q, {width}), of the space of the "
                f"index. Received: shape {query.shape}"
            )
        if count < 1:
            raise ValueError(f"`count` must be at least 1. Received: {count}")
        queries = _unit_length("query", np.atleast_2d(query))
        count = min(count, len(self))
        ranks = np.empty((len(queries), count), "int64")
        scores = np.empty((len(queries), count), "float32")
        for number, one in enumerate(queries):
            found = self._leading_directions.search(one, count) if len(self) >= LARGE else None
            if found is None:
                found = largest(self.embeddings @ one, count)
            ranks[number], scores[number] = found
        return (ranks[0], scores[0]) if query.ndim == 1 else (ranks, scores)

    @functools.cached_property
    def _leading_directions(self):
        return LeadingDirections(self.embeddings)

    def describe(self, ranks, scores):
        """Tell what `search` found.

        Args:
            ranks: Integer array of shape `(count,)`.
            scores: Float array of shape `(count,)`.

        Returns:
            List of dicts, as `keras_recon.visualization.write_search_page` takes them: `"name"`,
            `"score"` and, where the index has them, `"path"`, `"caption"`, `"points"`.
        """
        fields = {"path": self.paths, "caption": self.captions, "points": self.thumbnails}
        return [
            {"name": self.names[index], "score": float(score)}
            | {key: values[index] for key, values in fields.items() if values is not None}
            for index, score in zip(ranks, scores, strict=True)
        ]

    # === Saving ===

    def save(self, path):
        """Write the index to a `.npz` file, as a whole.

        Args:
            path: Path of the file, which is replaced if it is there.
        """
        facts = json.dumps({field: getattr(self, field) for field in _FACTS})
        arrays = {"embeddings": self.embeddings, "facts": np.frombuffer(facts.encode(), "uint8")}
        if self.thumbnails is not None:
            arrays["thumbnails"] = self.thumbnails
        with replacing(path) as partial, open(partial, "wb") as file:
            np.savez(file, **arrays)

    @classmethod
    def load(cls, path):
        """Read what `save` wrote. Nothing is unpickled.

        Args:
            path: Path of the file.

        Returns:
            A `ShapeIndex`.

        Raises:
            FileNotFoundError: If there is no such file.
            ValueError: If the file is damaged, or none that `save` wrote.
        """
        path = pathlib.Path(path)
        if not path.is_file():
            raise FileNotFoundError(f"`path` must be a file. Received: {path}")
        try:
            with np.load(path, allow_pickle=False) as file:
                facts = json.loads(file["facts"].tobytes())
                thumbnails = file.get("thumbnails")
                return cls(
                    file["embeddings"],
                    thumbnails=thumbnails,
                    **{field: facts[field] for field in _FACTS},
                )
        except Exception as error:  # which one depends on the byte that is wrong
            raise ValueError(
                f"`path` must be a file that `ShapeIndex.save` wrote, undamaged ({error}). "
                f"Received: {path}"
            ) from error


def _unit_length(field, values):
    values = np.asarray(values).astype("float32", copy=False)
    length = np.sqrt(np.einsum("nd,nd->n", values, values, dtype="float64"))[:, None]
    if not (np.isfinite(length) & (length > 0)).all():
        raise ValueError(
            f"`{field}` must be finite in float32, of a length above 0. Received: "
            f"{np.count_nonzero(~(np.isfinite(length) & (length > 0)))} that are not"
        )
    return (values / length).astype("float32")


def _embed(model, points, mode):
    embeddings = np.asarray(model.embed(points, mode=mode), "float32")
    if embeddings.ndim != 2 or len(embeddings) != len(points):
        raise ValueError(
            f"`embed` of a model must give floats of shape ({len(points)}, D) for as many shapes. "
            f"Received: shape {embeddings.shape}"
        )
    return _unit_length("embeddings", embeddings)


def _read_block(data, index, default_color):
    values = data.read_per_point(index)
    return add_colors(values["points"], values.get("colors"), default_color)


def _joined(captions):
    return [", ".join(texts) for texts in all_of(captions)]


def _thumbnails(points):
    # Of some clouds the first points are one end of a scan.
    chosen = np.random.default_rng(0).permutation(points.shape[1])[:THUMBNAIL_POINTS]
    return fit_unit_sphere(points[:, chosen, :3]).astype("float16")
