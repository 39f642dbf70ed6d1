"""Paragraphs: the text of a TOML file of data, with what repeats said once: defaults, named breaks, and lists over one paragraph."""

import re
import tomllib
from collections.abc import Collection, Iterable, Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from jsna.errors import CatalogueError

Paragraph = dict[str, Any]
#: More words than these are not listed where another was expected: the nearest are.
MANY = 20


class _Said(dict[str, Any]):
    """What stands for a name in braces; a name that nobody gives stays, for whoever fills it later."""

    def __missing__(self, name: str) -> str:
        return f"{{{name}}}"


def read(path: Path, name: str = "") -> Paragraph:
    """The paragraphs of a file, which messages call by another `name` than its own where there are several of that.

    Raises
    ------
    CatalogueError
        Where it is no TOML.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))  # some editors mark a file as UTF-8
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        remedy = f"Correct that line{_hint(path, error)}; nothing was changed."
        raise CatalogueError(f"{name or path.name}: expected TOML, found {error}.", remedy) from None


def _hint(path: Path, error: Exception) -> str:
    """What is most likely wrong with the line that an error names: the quotation marks of Word are none to TOML."""
    number = re.search(r"at line (\d+)", str(error))
    line = path.read_text(encoding="utf-8-sig").split("\n")[int(number[1]) - 1] if number else ""
    return ': words stand between straight quotation marks, "so"' if re.search("[“”„‘’]", line) else ""


def expanded(path: Path, fields: Collection[str]) -> dict[str, Paragraph]:
    """Every paragraph of a file by its id, whole.

    `[defaults.NAME]` is what a paragraph with `default = "NAME"` need not say. `[breaks.NAME]` is a dated break that any may name.
    `[[list]]` has `each`, a table a case, and under `list.of` the paragraphs that are made for each of them: a name in braces, in their ids
    and words, is that of the case. What a case says of a field goes before the default and behind the paragraph.

    Parameters
    ----------
    fields : collection of str
        What a paragraph may say; other words of a case only fill braces.

    Raises
    ------
    CatalogueError
        Where a default or break is not there, an id stands twice, or a list has no cases.
    """
    text = read(path)
    defaults, breaks, lists = text.pop("defaults", {}), text.pop("breaks", {}), text.pop("list", [])
    single: Iterator[tuple[str, Paragraph, Paragraph]] = ((key, {}, paragraph) for key, paragraph in text.items())
    whole: dict[str, Paragraph] = {}
    for key, case, paragraph in (*_cases(path.name, lists), *single):
        if key in whole:
            raise CatalogueError(f"{path.name}, [{key}]: expected each id once, found it twice.", "Rename or remove one of the two.")
        values = {name: value for name, value in case.items() if name in fields} | paragraph
        whole[key] = _whole(f"{path.name}, [{key}]", values, case, defaults, breaks)
    return whole


def refuse_unknown(place: str, values: Iterable[object], allowed: Iterable[str]) -> None:
    """Refuse what is not known, where nothing would come of it without a word.

    Raises
    ------
    CatalogueError
        With the nearest.
    """
    words = list(allowed)
    for strange in [value for value in values if value not in words]:
        without_noughts = [word for word in words if word.lstrip("0") == str(strange)]  # of a chapter, `1` means `01`
        near = without_noughts or get_close_matches(str(strange), words, cutoff=0.4)
        expected = f"of {', '.join(words)}" if len(words) <= MANY else f"such as {', '.join(near or words[:3])}"
        remedy = f"Did you mean {near[0]!r}?" if near else "Correct it."
        raise CatalogueError(f"{place}: expected one {expected}; found {strange!r}.", remedy)


def _cases(file: str, lists: list[Paragraph]) -> Iterator[tuple[str, Paragraph, Paragraph]]:
    for one in lists:
        if not one.get("each") or not one.get("of"):
            raise CatalogueError(f"{file}, [[list]]: expected `each`, its cases, and `of`, a paragraph for each, found {', '.join(one)}.")
        for case in one["each"]:
            for name, paragraph in one["of"].items():
                yield name.format_map(_Said(case)), case, paragraph


def _whole(place: str, values: Paragraph, case: Paragraph, defaults: dict[str, Paragraph], breaks: dict[str, Paragraph]) -> Paragraph:
    name = values.get("default", "")
    if name and name not in defaults:
        raise CatalogueError(f"{place}, default: expected one of {', '.join(defaults) or 'none'}, found {name!r}.", "Correct it.")
    default = defaults.get(name, {})
    fields = {key: value for key, value in {**default, **values}.items() if key != "default"}
    words = _Said({**fields, **case})
    texts = {key: _filled(value, words) for key, value in fields.items()}
    dates = [_break(place, each, breaks) for each in (*values.get("breaks", ()), *default.get("breaks", ()))]
    return texts | ({"breaks": dates} if dates else {})


def _filled(value: Any, words: _Said) -> Any:
    """A text with its braces filled, or a table of such texts."""
    if isinstance(value, dict):
        return {name: _filled(part, words) for name, part in value.items()}
    return value.format_map(words) if isinstance(value, str) else value


def _break(place: str, item: str | Paragraph, breaks: dict[str, Paragraph]) -> Paragraph:
    if isinstance(item, dict):
        return item
    if item not in breaks:
        raise CatalogueError(f"{place}, breaks: expected one of {', '.join(breaks) or 'none'}, found {item!r}.", "Correct it.")
    return breaks[item]
