"""The network that reads a whole side: convolutions to rows of columns, and a letter for each place of them.

The rows are read one after the other, so that CTC can learn sides of several lines (as in SPAN, Coquenet 2021).
"""

from pathlib import Path
from typing import cast

import torch
from torch import Tensor, nn

DOWN, ACROSS = 8, 4  # pixels that one place stands for
SHARED = 15  # of the modules of `seen`: those that the reader of printed lines begins with, too
WIDTHS = (32, 64, 64, 112, 112)
STRIDES: tuple[int | tuple[int, int], ...] = (2, 2, 1, (2, 1), 1)
NO_LETTER = 5.0  # the score of no letter before anything is learnt: most places have none
REACHES = (1, 2, 4)  # dilations: with them a place sees some 150 pixels


class SideReader(nn.Module):  # type: ignore[misc]  # torch is not typed here
    """Grey sides (n, 1, height, width), standardised -> scores (n, places, letters + 1); 0 is no letter.

    Height comes in steps of 8 and width in steps of 4 pixels; places run row by row, height / 8 x width / 4.
    """

    def __init__(self, letters: int) -> None:
        super().__init__()
        before = (1, *WIDTHS[:-1])
        shapes = zip(before, WIDTHS, STRIDES, strict=True)
        self.seen = nn.Sequential(*(module for shape in shapes for module in _block(*shape)))
        wide = WIDTHS[-1]
        self.around = nn.ModuleList([nn.Sequential(*_block(wide, wide, reach=reach)) for reach in REACHES])
        self.letters = nn.Conv2d(wide, letters + 1, 1)
        nn.init.constant_(self.letters.bias[:1], NO_LETTER)

    def forward(self, sides: Tensor) -> Tensor:
        seen = self.seen(sides)
        for around in self.around:
            seen = seen + around(seen)
        return cast(Tensor, self.letters(seen).flatten(2).transpose(1, 2))


def start_from_lines(model: SideReader, checkpoint: Path) -> None:
    """Take over how the reader of printed lines sees strokes: its first convolutions are of the same shape."""
    average = torch.load(checkpoint, weights_only=True)["average"]
    kept = {
        name.removeprefix("columns."): value.float() if value.is_floating_point() else value
        for name, value in average.items()
        if name.startswith("columns.") and int(name.split(".")[1]) < SHARED
    }
    model.seen.load_state_dict(kept)


def _block(before: int, behind: int, stride: int | tuple[int, int] = 1, reach: int = 1) -> list[nn.Module]:
    convolution = nn.Conv2d(before, behind, 3, stride, reach, dilation=reach, bias=False)
    return [convolution, nn.BatchNorm2d(behind), nn.ReLU(inplace=True)]
