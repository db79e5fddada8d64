"""A packet of several medicines: 가루약 한 번에 1포 하루 3번 2일 동안, and below it what is in it."""

import re
from collections.abc import Sequence
from dataclasses import replace

from inference.types import PrintedLine
from knowledge.pages.layouts.sections import Section
from knowledge.pages.named_lines import NamedLine
from knowledge.pages.sentences import said
from knowledge.pages.spoken import in_digits

PACKET = re.compile(r"\d\s*(?:포|봉지?)(?![가-힣])")


def packets(lines: Sequence[PrintedLine], named: Sequence[NamedLine]) -> list[Section]:
    """Return how often and how long a packet is taken, for the names below it.

    A line about packets is about a name above it, unless that one was told its own amount already.
    """
    taken = {line for one in named for line in (one.line, one.rest)}
    for line in lines:
        above = [one for one in named if one.line.middle < line.middle]
        below = [one for one in named if one.line.middle > line.middle + line.height]
        if line in taken or not above or not below or not PACKET.search(in_digits(line.text)):
            continue
        between = [each for each in lines if above[-1].bottom < each.middle < line.middle - line.height / 2]
        if not any(said(each.text).per_dose for each in between):
            continue
        end = below[0].line.middle - below[0].line.height / 2
        heading = [
            each
            for each in lines
            if abs(each.middle - line.middle) < line.height / 2 or line.middle < each.middle < end
        ]
        told = tuple(each for each in heading if each not in taken)
        dose = said(" ".join(each.text for each in told))
        return [Section((line, *(each for each in told if each is not line)), replace(dose, per_dose=None))]
    return []
