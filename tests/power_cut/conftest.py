"""The data folder of the embedded server's tests."""

from tests.config.conftest import folder

__all__ = ["folder"]
