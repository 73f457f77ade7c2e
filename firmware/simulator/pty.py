"""Bridges stdio to a pseudo-terminal, linked as PATH: what the host sees of a board on a USB cable.

Bytes on stdin go to whoever has the port open and are dropped while nobody has, as a USB device drops them;
bytes of the host go to stdout. `ready`, `open` and `close` are said on stderr. The end of stdin pulls the
cable: the link goes, the port hangs up. Python's standard library only.
"""
import os
import select
import sys
import termios
import tty

POLL_MS = 10


def main(path: str) -> None:
    master, slave = os.openpty()
    tty.setraw(slave, termios.TCSANOW)
    device = os.ttyname(slave)
    # Closed again, so that the master sees a hang-up as long as no host has the port open.
    os.close(slave)
    os.set_blocking(master, False)
    os.symlink(device, path)
    say("ready")
    try:
        carry(master)
    finally:
        os.unlink(path)
        os.close(master)


def carry(master: int) -> None:
    host = False
    poller = select.poll()
    poller.register(0, select.POLLIN)
    state = select.poll()
    state.register(master, select.POLLIN)
    while True:
        events = dict(poller.poll(POLL_MS))
        flags = dict(state.poll(0)).get(master, 0)
        if host != (not flags & select.POLLHUP):
            host = not host
            say("open" if host else "close")
            # While nobody listens a hang-up is always there: look at it, but do not wait for it.
            poller.register(master, select.POLLIN) if host else poller.unregister(master)
        if flags & select.POLLIN:
            os.write(1, os.read(master, 4096))
        if 0 in events:
            data = os.read(0, 4096)
            if not data:
                return
            if host:
                try:
                    os.write(master, data)
                except BlockingIOError:
                    pass  # the host does not read: its buffer is full and the bytes are lost


def say(word: str) -> None:
    os.write(2, (word + "\n").encode())


main(sys.argv[1])
