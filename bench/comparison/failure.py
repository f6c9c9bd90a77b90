"""How bench/compare ends when it cannot do what it was asked: one line and an exit code, as essmap."""

FAILED = 1  # a program or a check failed
USAGE = 64
DATA = 65  # bad data in a file
INPUT_OUTPUT = 74


class Failure(Exception):
    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code
