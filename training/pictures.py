"""Pictures from the own disk."""

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray


def read_picture(path: Path) -> NDArray[np.uint8]:
    """Read a picture as BGR (height, width, 3); OSError, naming it, for what is none."""
    picture = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if picture is None:
        raise OSError(f"{path} is no picture that can be read")
    return np.asarray(picture, np.uint8)
