"""The grey of points that have no colour."""

# Red, green and blue, from 0 to 1, of ReCon++'s published models.
DEFAULT_COLOR = 0.4
