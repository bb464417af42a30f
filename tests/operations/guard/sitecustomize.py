"""A guard over a child process: notes whom its sockets ask for, and lets only loopback through.

Python runs it at the start where this folder stands in PYTHONPATH; the notes go to SOCKET_LOG.
LONGEST_SLEEP bounds the waits between tries, in seconds.
"""

import os
import sys
import time

_LOG = os.open(os.environ["SOCKET_LOG"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)


def _watch(event: str, args: tuple[object, ...]) -> None:
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        address = args[1]
        if not isinstance(address, tuple):
            return  # a socket of this machine, or one that is connected already
        host = address[0]
    elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
        host = args[0]
    else:
        return
    host = host.decode() if isinstance(host, bytes) else host
    os.write(_LOG, f"{host}\n".encode())
    if host not in ("127.0.0.1", "::1", "localhost", "0.0.0.0", "", None):
        raise OSError(f"the guard refuses {host}")


sys.addaudithook(_watch)

if longest := os.environ.get("LONGEST_SLEEP"):
    _sleep = time.sleep
    time.sleep = lambda seconds: _sleep(min(seconds, float(longest)))
