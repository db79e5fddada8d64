"""What the names of archives, photos and label files tell: K-codes, camera, session, who belongs to whom."""

import re
from dataclasses import dataclass

PHOTO = re.compile(r"K-(\d{6}(?:-\d{6}){0,3})_(\d+)_(\d+)_(\d+)_(\d+)_(\d+)_(\d+)_(\d+)")
UNFINISHED = re.compile(r"\.(part\d*|crdownload|tmp|partial|aria2|download)$", re.IGNORECASE)
PICTURES = (".png", ".jpg", ".jpeg")


@dataclass(frozen=True, slots=True)
class PhotoName:
    """A photo's name: K-001900-010224_0_2_0_2_70_000_200 holds two kinds, seen from 70 degrees."""

    codes: tuple[str, ...]  # K-codes of the pills that lie in the photo
    place: str  # four numbers that the data set does not explain: 0_2_0_2
    latitude: int  # of the camera, degrees: 70, 75 or 90
    longitude: int
    size: int

    @property
    def combined(self) -> bool:
        """Whether several kinds lie in it."""
        return len(self.codes) > 1


def parse_photo_name(stem: str) -> PhotoName | None:
    """Return what a photo's name tells; None where it is no name of this data set."""
    found = PHOTO.fullmatch(stem)
    if found is None:
        return None
    digits, *numbers = found.groups()
    place, camera = numbers[:4], [int(each) for each in numbers[4:]]
    return PhotoName(tuple(f"K-{each}" for each in digits.split("-")), "_".join(place), *camera)


def stem_of(member: str) -> str:
    """Return the name of a member without its folders and suffix: that of the photo."""
    return member.rpartition("/")[2].rpartition(".")[0]


def is_picture(member: str) -> bool:
    """Tell whether a member is a picture by its suffix."""
    return member.lower().endswith(PICTURES)


def is_unfinished(file: str) -> bool:
    """Tell whether a file is one that is being downloaded, or a piece that was not put together yet."""
    return bool(UNFINISHED.search(file))


def session_of(name: PhotoName, side: str, background: str) -> str:
    """Return the shooting session: the pills lie still while camera and light change.

    The fourth number of `place` goes with the light, so that it is left out; so is the side where several
    pills lie in the photo, each on its own.
    """
    codes = "-".join(each[2:] for each in name.codes)
    return "_".join((codes, name.place.rpartition("_")[0], "" if name.combined else side, background))
