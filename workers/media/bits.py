"""Bits and Exp-Golomb codes as H.264 has them (ITU-T H.264, 7.2 and 9.1)."""

from mediasvc.domain.errors import ConversionFailed


class BitReader:
    """Reads from the first bit of `data` on. Raises ConversionFailed past its end."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.position = 0

    def u(self, count: int) -> int:
        """`count` bits as an unsigned number."""
        value = int(self.text(self.position, self.position + count) or "0", 2)
        self.position += count
        return value

    def ue(self) -> int:
        """An unsigned Exp-Golomb code."""
        zeros = 0
        while not self.u(1):
            zeros += 1
        return (1 << zeros) - 1 + self.u(zeros)

    def se(self) -> int:
        """A signed Exp-Golomb code."""
        value = self.ue()
        return (value + 1) // 2 if value % 2 else -(value // 2)

    def text(self, start: int, end: int) -> str:
        """The bits from `start` up to, not including, `end`, as noughts and ones."""
        if end > len(self.data) * 8:
            raise ConversionFailed("a picture's data ends too early")
        whole = self.data[start // 8 : -(-end // 8)]
        return "".join(f"{byte:08b}" for byte in whole)[start % 8 :][: end - start]


def ue(value: int) -> str:
    """The unsigned Exp-Golomb code of a number, as noughts and ones."""
    code = f"{value + 1:b}"
    return "0" * (len(code) - 1) + code
