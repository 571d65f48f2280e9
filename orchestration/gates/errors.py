"""The one error of the gates."""


class GateError(RuntimeError):
    """A gate could not be evaluated as declared, so it counts as failed.

    The message names suite, expectation and column, never a value.
    """
