"""Optimal one-to-one matching of rows and columns."""

import keras
from keras import ops


def linear_assignment(cost, mask=None):
    """Match rows and columns one to one so that the sum of the matched costs is smallest.

    As many are matched as can be: with more rows than columns each column, and the rows left over
    get none. The result is exact up to rounding in float32, and no gradient flows through it.

    Rows join the matching one by one. Each time the shortest way to a free column, found as by
    Dijkstra with prices that keep all costs positive, tells who has to move. The number of steps,
    `R (R + 1)`, doesn't depend on the costs, and each is taken for the whole batch at once.

    Args:
        cost: Tensor of shape `(B, R, C)`, R and C known. May be infinite for forbidden pairs as
            long as there is a matching without them.
        mask: Boolean tensor of shape `(B, R)`, False for rows that aren't there; what they cost
            doesn't matter. By default all are there.

    Returns:
        int32 tensor of shape `(B, R)`: the column of each row, or -1 for a row without one.

    Raises:
        ValueError: If the shapes are others, or `mask` isn't boolean.

    Example:

    ```python
    import numpy as np
    import keras_recon

    cost = np.array([[[4, 1, 3], [2, 0, 5], [3, 2, 2]]], "float32")
    keras_recon.ops.linear_assignment(cost)  # [[1, 0, 2]]
    there = np.array([[False, True, True]])
    keras_recon.ops.linear_assignment(cost, there)  # [[-1, 1, 2]]
    ```

    Reference:
        - [Jonker and Volgenant, A shortest augmenting path algorithm for dense and sparse linear
          assignment problems, 1987](https://doi.org/10.1007/BF02278710)
    """
    cost = ops.convert_to_tensor(cost)
    mask = ops.ones(ops.shape(cost)[:2], "bool") if mask is None else ops.convert_to_tensor(mask)
    _check(cost, mask)
    num_columns = cost.shape[2]
    cost = ops.stop_gradient(ops.cast(cost, "float32"))
    column_of_row = _match_all_rows(_make_room(cost, mask))
    # What an absent row took was left over, and a column that was added is none.
    matched = ops.logical_and(mask, column_of_row < num_columns)
    return ops.where(matched, column_of_row, -1)


def _check(cost, mask):
    if len(cost.shape) != 3 or not all(cost.shape[1:]):
        raise ValueError(
            "`cost` must have the shape (batch, rows, columns), of at least one row and one "
            f"column, both known. Received: cost of shape {tuple(cost.shape)}"
        )
    # The batch may be unknown in one of them.
    if len(mask.shape) != 2 or not all(
        None in pair or pair[0] == pair[1] for pair in zip(mask.shape, cost.shape[:2], strict=True)
    ):
        raise ValueError(
            "`mask` must have the shape (batch, rows) of `cost`. Received: mask of shape "
            f"{tuple(mask.shape)}, cost of shape {tuple(cost.shape)}"
        )
    dtype = keras.backend.standardize_dtype(mask.dtype)
    if dtype != "bool":
        raise ValueError(f"`mask` must be boolean, True for rows that are there. Received: {dtype}")


def _make_room(cost, mask):
    """Costs of a matching of all rows: absent ones cost nothing, and columns are added."""
    cost = ops.where(ops.expand_dims(mask, 2), cost, 0.0)
    num_rows, num_columns = cost.shape[1:]
    if num_rows <= num_columns:
        return cost
    # A row may only go without a column when there are more rows than columns.
    num_left_over = ops.sum(ops.cast(mask, "int32"), 1, keepdims=True) - num_columns
    open_to_rows = ops.arange(num_rows - num_columns, dtype="int32") < num_left_over
    free = ops.logical_or(ops.expand_dims(open_to_rows, 1), ops.expand_dims(~mask, 2))
    return ops.concatenate([cost, ops.where(free, 0.0, float("inf"))], axis=2)


def _match_all_rows(cost):
    num_rows, num_columns = cost.shape[1:]
    row_index = ops.arange(num_rows, dtype="int32")
    column_index = ops.arange(num_columns, dtype="int32")
    # Of the shape of the batch, which may be unknown.
    no_row = ops.full_like(cost[:, :1, 0], -1, dtype="int32")
    nowhere = ops.full_like(cost[:, 0], -1, dtype="int32")

    def add_row(new_row, state):
        column_of_row, price = state

        def settle(_, state):
            """Settle the column that is nearest to the new row; a problem that is done waits."""
            row, column, length, lengths, way, settled = state
            reduced = ops.take_along_axis(cost, ops.expand_dims(row, 2), axis=1)[:, 0] - price
            paid = ops.sum(ops.where(column_index == column, reduced, 0.0), 1, keepdims=True)
            busy = row >= 0
            through_row = length + reduced - paid
            shorter = busy & ~settled & (through_row < lengths)
            lengths = ops.where(shorter, through_row, lengths)
            way = ops.where(shorter, row, way)
            unsettled = ops.where(settled, float("inf"), lengths)
            shortest = ops.min(unsettled, 1, keepdims=True)
            nearest = ops.where(unsettled == shortest, column_index, num_columns)
            column = ops.where(busy, ops.min(nearest, 1, keepdims=True), column)
            length = ops.where(busy, shortest, length)
            settled = settled | (column_index == column)
            # Its row goes on, and there is none where the way ends.
            row = ops.max(ops.where(column_of_row == column, row_index, -1), 1, keepdims=True)
            return row, column, length, lengths, way, settled

        def move(_, state):
            """Give the column to the row that it was reached from, which leaves another."""
            column, column_of_row = state
            row = ops.max(ops.where(column_index == column, way, -1), 1, keepdims=True)
            moves = row_index == row
            left = ops.max(ops.where(moves, column_of_row, -1), 1, keepdims=True)
            return left, ops.where(moves, column, column_of_row)

        # With this row there are so many, and no way is longer.
        num_steps = new_row + 1
        start = (
            no_row + num_steps,
            no_row,
            ops.zeros_like(price[:, :1]),
            ops.full_like(price, float("inf")),
            nowhere,
            ops.zeros_like(price, dtype="bool"),
        )
        _, column, length, lengths, way, settled = ops.fori_loop(0, num_steps, settle, start)
        price = price + ops.where(settled, lengths - length, 0.0)
        _, column_of_row = ops.fori_loop(0, num_steps, move, (column, column_of_row))
        return column_of_row, price

    start = ops.full_like(cost[:, :, 0], -1, dtype="int32"), ops.zeros_like(cost[:, 0])
    return ops.fori_loop(0, num_rows, add_row, start)[0]
