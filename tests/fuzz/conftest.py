"""The witness of connections, as in the other tests of trust."""

from tests.trust.conftest import listener

__all__ = ["listener"]
