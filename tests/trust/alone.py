"""``unshare -rn python -m tests.trust.alone COMMAND …``: run a command where only the loopback interface exists.

The kernel, not Python, keeps everything in: no library can reach another machine.
"""

from __future__ import annotations

import fcntl
import os
import socket
import struct
import sys

_SIOCSIFFLAGS, _IFF_UP = 0x8914, 1


def main() -> None:
    """Bring loopback up, see that there is nothing else, become the command."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as handle:
        fcntl.ioctl(handle, _SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", _IFF_UP))
    interfaces = [name for _, name in socket.if_nameindex()]
    if interfaces != ["lo"]:
        raise SystemExit(f"there is a network here ({', '.join(interfaces)}); run this under `unshare -rn`")
    os.execvp(sys.argv[1], sys.argv[1:])


if __name__ == "__main__":
    main()
