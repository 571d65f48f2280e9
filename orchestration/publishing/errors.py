"""The one error of publishing."""


class PublishError(RuntimeError):
    """Nothing was published and the pointer is where it was; the message says why."""
