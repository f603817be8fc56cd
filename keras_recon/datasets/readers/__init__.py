"""Files of shapes, a format a file.

Nothing here imports Keras or the rest of the package, and imports are relative: processes that
read in parallel load these modules alone, in a second.
"""
