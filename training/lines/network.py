"""The network that reads a line: convolutions down to one row of columns, a recurrent layer, a letter a column."""

from typing import cast

from torch import Tensor, nn

STEP = 4  # pixels of a line that one column stands for


class LineReader(nn.Module):  # type: ignore[misc]  # torch is not typed here
    """Grey lines (n, 1, 32, width), standardised -> scores (n, width / 4, letters + 1); place 0 is no letter."""

    def __init__(self, letters: int) -> None:
        super().__init__()
        self.columns = nn.Sequential(
            *_block(1, 32, stride=2),
            *_block(32, 64, stride=2),
            *_block(64, 64),
            *_block(64, 112, stride=(2, 1)),
            *_block(112, 112),
            *_block(112, 176, stride=(2, 1)),
            *_block(176, 176),
        )
        self.flat = nn.Sequential(nn.Linear(176 * 2, 160), nn.ReLU())
        self.context = nn.LSTM(160, 112, bidirectional=True, batch_first=True)
        self.letters = nn.Linear(224, letters + 1)

    def forward(self, lines: Tensor) -> Tensor:
        seen = self.columns(lines)
        columns = self.flat(seen.permute(0, 3, 1, 2).flatten(2))
        told, _ = self.context(columns)
        return cast(Tensor, self.letters(told))


def _block(before: int, behind: int, stride: int | tuple[int, int] = 1) -> list[nn.Module]:
    convolution = nn.Conv2d(before, behind, 3, stride, 1, bias=False)
    return [convolution, nn.BatchNorm2d(behind), nn.ReLU(inplace=True)]


def standardised(lines: Tensor) -> Tensor:
    """Grey 0 to 255 -> each line with a mean of 0 and a deviation of 1."""
    mean = lines.mean(dim=(2, 3), keepdim=True)
    return (lines - mean) / (lines.std(dim=(2, 3), keepdim=True) + 1.0)
