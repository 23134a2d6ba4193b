"""A thread that does something again and again until the process ends."""

import threading


class Repeating:
    """Takes a turn, waits, and takes the next one."""

    def __init__(self, name: str, *, seconds: float) -> None:
        """Prepare a thread of this name that waits so long between its turns."""
        self.seconds = seconds
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self.run, name=name, daemon=True)

    def turn(self) -> None:
        """Do it once."""
        raise NotImplementedError

    def start(self) -> None:
        """Begin; the first turn comes at once."""
        self._thread.start()

    def stop(self, *, wait_seconds: float = 10) -> None:
        """End after the turn that is under way, and wait for it so long."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(wait_seconds)

    def run(self) -> None:
        """Take turns until `stop` is called."""
        while not self._stop.is_set():
            self.turn()
            self._stop.wait(self.seconds)
