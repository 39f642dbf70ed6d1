"""Coordinates of SVG to a tenth of a point, which is less than a pixel on any screen."""

import re

_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e-?\d+)?")
_SEGMENT = re.compile(r"([MLQCz])([^MLQCz]*)")


def tenths(text: str) -> str:
    """The text with every number in it rounded to one decimal."""
    return _NUMBER.sub(lambda hit: _short(round(float(hit[0]) * 10)), text)


def compact(path: str) -> str:
    """The same path with coordinates in tenths, each relative to the point before."""
    x = y = left = top = 0
    commands = []
    last = ""
    for command, numbers in _SEGMENT.findall(path):
        points = [round(float(number) * 10) for number in numbers.split()]
        if command == "z":
            commands.append("z")
            x, y, last = left, top, "z"
            continue
        letter = command.lower()
        if command == "M":
            x, y = left, top = points[0], points[1]
            commands.append(f"M{_joined(points)}")
        else:
            steps = [value - (y if n % 2 else x) for n, value in enumerate(points)]
            x, y = points[-2], points[-1]
            if letter == "l" and steps == [0, 0]:
                continue
            if letter == "l" and 0 in steps:  # level or upright
                letter, steps = ("h", steps[:1]) if steps[1] == 0 else ("v", steps[1:])
            tail = _joined(steps)
            repeat = letter == last
            commands.append(tail if repeat and tail[0] == "-" else " " + tail if repeat else letter + tail)
        last = letter
    return "".join(commands)


def through(points: list[tuple[str, str]]) -> str:
    """A path with a vertex at each point, those that coincide included."""
    places = [(round(float(x) * 10), round(float(y) * 10)) for x, y in points]
    steps = [(b[0] - a[0], b[1] - a[1]) for a, b in zip(places, places[1:], strict=False)]
    tail = _joined([step for pair in steps for step in pair])
    return f"M{_joined(list(places[0]))}" + (f"l{tail}" if tail else "")


def _joined(values: list[int]) -> str:
    text = ""
    for value in values:
        number = _short(value)
        text += number if not text or number[0] == "-" else " " + number
    return text


def _short(tenth: int) -> str:
    whole, part = divmod(abs(tenth), 10)
    sign = "-" if tenth < 0 else ""
    return f"{sign}{whole}.{part}" if part and whole else f"{sign}.{part}" if part else f"{sign}{whole}"
