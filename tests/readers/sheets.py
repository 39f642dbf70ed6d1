"""Workbooks of given sheets, for readers to be tried on."""

from typing import Any

from jsna.readers.rawfile import RawFile


class Workbook(RawFile):
    """A workbook of given sheets."""

    kind = "workbook"
    sheet_names = property(lambda self: list(self.sheets))

    def __init__(self, name: str, sheets: dict[str, Any]) -> None:
        super().__init__(name, repr(sheets).encode(), "")
        object.__setattr__(self, "sheets", sheets)

    def sheet(self, name: str) -> Any:
        return self.sheets[name]
