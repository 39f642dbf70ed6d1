"""What a page says about itself, and who stands for it."""

from dataclasses import dataclass

_DRAFT = "Draft: not yet approved"
#: What stands on every page and sheet that is for the inside of an organisation alone, and in its title.
INTERNAL = "Internal: not for publication"
_DEMONSTRATION = "Demonstration data: not a real place"


@dataclass(frozen=True)
class Approval:
    """Who analysed, checked and approved a report, and on which day (`2026-11-24`)."""

    analyst: str
    checker: str
    approved_by: str
    date: str


@dataclass(frozen=True)
class Page:
    """What a page says about itself.

    Parameters
    ----------
    area_name, area_code, footprint : str
        The area, and the kind of area in words: "Clinical commissioning group of April 2019".
    title, edition : str
        "Joint Strategic Needs Assessment" and "2019-20".
    demonstration, draft, internal : bool
        What is stamped on the page, and on each sheet when it is printed; what is for the inside alone is no draft of anything.
    approval : Approval, optional
        Who stands for the report; a draft has none.
    notice : str
        Stands above everything else, for instance that the area is no longer there.
    newest : str
        The newest period of each theme: "registers 2022/23, deprivation 2019".
    notes, attribution : tuple of str
        Paragraphs at the end: how the page was made; licences and copyright.
    cite_as : str
        How to cite the report.
    near : str
        The larger area that it lies in, whose areas a reader may want to see beside it.
    successor : str
        The code of the area that came in its place, whose report is to be read instead.
    folder : str
        The folder of an edition that it lies in, such as `ccg_2019`: there it leads to the list of all areas, and nowhere else.
    """

    area_name: str
    area_code: str
    footprint: str
    title: str
    edition: str
    demonstration: bool = False
    draft: bool = False
    approval: Approval | None = None
    notice: str = ""
    newest: str = ""
    notes: tuple[str, ...] = ()
    attribution: tuple[str, ...] = ()
    cite_as: str = ""
    near: str = ""
    successor: str = ""
    folder: str = ""
    internal: bool = False

    @property
    def document_title(self) -> str:
        """The title of the window and of a printed document."""
        return f"{self.area_name}: {self.title}, {self.edition}" + (f". {INTERNAL}" if self.internal else "")

    @property
    def stamps(self) -> tuple[str, ...]:
        """What a reader must know before reading on."""
        status = (INTERNAL,) if self.internal else (_DRAFT,) if self.draft else ()
        return status + ((_DEMONSTRATION,) if self.demonstration else ())
