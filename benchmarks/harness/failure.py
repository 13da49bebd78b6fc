"""What ends the run."""


class Failure(Exception):
    """A reason why nothing can be measured: one line that names the value, what was expected, and what to do."""
