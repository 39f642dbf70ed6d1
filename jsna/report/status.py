"""Status: the lines of a page that say whether it is a draft, who approved it, and that a place is not real.

Approving a page changes these lines and nothing else, so what was checked is to the letter what is published.
"""

from dataclasses import asdict, astuple, dataclass, replace
from datetime import date

from jsna.errors import ReportError
from jsna.names import in_words
from jsna.report.page import Approval, Page
from jsna.report.text import css_string, escaped


@dataclass(frozen=True)
class Lines:
    """The lines by what they are for: the margins of printed sheets, the head of the page, and the bar that stays in sight."""

    sheet: str
    stamps: str
    record: str
    bar: str


def lines(page: Page) -> Lines:
    """The lines of a page, each one line of its file; empty where there is nothing to say."""
    warnings, sentence = page.stamps, _approved(page.approval)
    approval = [f'<li class="approved">{sentence}</li>'] if sentence else []
    stamps = "".join([f"<li>{escaped(warning)}</li>" for warning in warnings] + approval)
    return Lines(
        sheet=_sheet(page, " · ".join((*warnings, *([sentence] if sentence else [])))),
        stamps=f'<ul class="stamps">{stamps}</ul>' if stamps else "",
        record=_record(page),
        bar=f'<p class="bar" aria-hidden="true">{escaped(" · ".join(warnings))}</p>' if warnings else "",
    )


def approve(html: str, page: Page, approval: Approval) -> str:
    """A draft with the approval in the place of every word about being a draft.

    Raises
    ------
    ReportError
        Where the page does not say that it is a draft as this program would.
    """
    after = asdict(lines(replace(page, draft=False, approval=approval)))
    markup = html
    for name, before in asdict(lines(page)).items():
        if before and html.count(f"\n{before}\n") != 1:
            raise ReportError(f"{page.area_name}: the page does not say where it stands.", "Make that report again with --force.")
        markup = markup.replace(f"\n{before}\n", f"\n{after[name]}\n" if after[name] else "\n")
    return markup


def _sheet(page: Page, stamp: str) -> str:
    # Sheets get separated: each one says what it belongs to, and what it must not be taken for.
    name, footer = css_string(page.document_title), '@bottom-right{content:counter(page)" / "counter(pages)}'
    return f"@page{{@top-left{{content:{name}}}@bottom-left{{content:{css_string(stamp)}}}{footer}}}"


def _approved(approval: Approval | None) -> str:
    if approval is None:
        return ""
    return f"Approved {in_words(date.fromisoformat(approval.date))}"


def _record(page: Page) -> str:
    if page.approval is None:  # a draft says it once, in its stamp; the line is where its approval will stand
        return '<p class="record" hidden></p>' if page.draft else ""
    analyst, checker, approver, _ = (escaped(name) for name in astuple(page.approval))
    return f'<p class="record">Analysed by {analyst}. Checked by {checker}. Approved by {approver}.</p>'
