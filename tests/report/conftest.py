"""A report of a place that is not there, made by hand: every kind of figure, and names that mean harm."""

from types import SimpleNamespace

import nbformat
import numpy as np
import pandas as pd
import pytest
from matplotlib.collections import PolyCollection

from jsna.figures.core import render, style
from jsna.figures.core.figure import Card, Cards, Column, Figure, Glance, Missing, Notice, Point, Sentence
from jsna.report import export, run
from jsna.report.pages import pages as pages_of

HOSTILE = "Dr =cmd|'/C calc'!A0 <script>alert(1)</script></style>\u202e & Partners"


def _percent(value):
    return f"{value:.1f}%"


def _whole(value):
    return f"{value:,.0f}"


def _bar(row):
    return f'<svg width="60" height="10"><rect width="{row["value"] * 6:.0f}" height="10" fill="var(--jsna-blue)"/></svg>'


def _practices(count=22):
    seed = np.random.default_rng(5)
    lists = np.sort(seed.integers(1_500, 17_000, count))
    value = 7 + seed.normal(0, 1.1, count)
    names = ["The Corner Surgery", HOSTILE, *(f"Practice {n} Medical Centre" for n in range(3, count + 1))]
    half = 196 * np.sqrt(0.07 * 0.93 / lists)
    rows = pd.DataFrame({"name": names, "list_size": lists, "value": value, "lower": value - half, "upper": value + half})
    return rows.sort_values("value", ascending=False, ignore_index=True)


def rank(count=22):
    """A chart of 22 rows with intervals."""
    rows = _practices(count)
    highest = rows["value"].max()

    def draw(fig):
        ax = style.row_axes(fig, rows["name"])
        ax.hlines(range(count), rows["lower"], rows["upper"], color=style.CONTEXT, linewidth=1.5)
        ax.scatter(rows["value"], range(count), color=style.BLUE, s=40, zorder=3)
        style.reference(ax, 7.0, "England 7.0%")
        style.numbers(ax.xaxis, "%")
        style.x_title(ax, "Patients on the register")

    return Figure(
        key="03-rank-sample_prevalence",
        sentence=Sentence(
            f"{_percent(highest)} of patients are on the register at the highest practice",
            (f"The {count} practices differ; England has 7.0%. The lines show 95% intervals.",),
            f"Dots with intervals for {count} practices, from {_percent(rows['value'].min())} to {_percent(highest)}.",
        ),
        subtitle="Share of patients on the register, practices of Testshire, 2018/19",
        rows=rows,
        columns={
            "name": Column("Practice", numeric=False),
            "list_size": Column("Patients", _whole),
            "value": Column("On the register", _percent),
            "lower": Column("95% lower", _percent),
            "upper": Column("95% upper", _percent),
        },
        source="NHS Digital, Quality and Outcomes Framework 2018/19, Open Government Licence v3.0",
        draw=draw,
        size=style.size(count),
        facts={"England": "7.0%"},
        caveat="As recorded by GPs; not adjusted for age.",
    )


def funnel(count=200):
    """A chart of many points with curves."""
    rows = _practices(count).sort_values("list_size", ignore_index=True)
    grid = np.linspace(1500, 17000, 60)

    def draw(fig):
        ax = style.axes(fig, right=0.9)
        for z, dash, name in ((1.96, (0, (4, 3)), "95%"), (3.09, "solid", "99.8%")):
            half = 100 * z * np.sqrt(0.07 * 0.93 / grid)
            for side in (-1, 1):
                ax.plot(grid, 7 + side * half, color=style.CONTEXT, linewidth=1.2, linestyle=dash)
            style.label(ax, grid[-1], 7 + half[-1], name)
        ax.scatter(rows["list_size"], rows["value"], s=26, color=style.BLUE, alpha=0.8, zorder=3)
        style.numbers(ax.xaxis)
        style.numbers(ax.yaxis, "%")
        style.x_title(ax, "Patients")
        style.y_title(ax, "On the register")

    return Figure(
        key="03-funnel-sample_prevalence",
        sentence=Sentence("Small practices vary more", (f"There are {count} practices.",), f"Funnel plot of {count} practices."),
        subtitle="Share of patients on the register, 2018/19",
        rows=rows,
        columns={
            "name": Column("Practice", numeric=False),
            "list_size": Column("Patients", _whole),
            "value": Column("On the register", _percent),
        },
        source="Invented for this page",
        draw=draw,
    )


def trend():
    """Two lines named at their ends."""
    rows = pd.DataFrame(
        {"year": [f"20{n}/{n + 1}" for n in range(13, 19)], "own": [6.1, 6.4, 6.6, 7, 7.2, 7.5], "england": [6, 6.2, 6.4, 6.5, 6.7, 6.9]}
    )

    def draw(fig):
        ax = style.axes(fig, right=1.3)
        for column, name, colour, mark in (("own", "Testshire", style.BLUE, "o"), ("england", "England", style.ORANGE, "s")):
            ax.plot(rows["year"], rows[column], color=colour, marker=mark)
            style.label(ax, rows["year"].iloc[-1], rows[column].iloc[-1], name)
        ax.set_ylim(0, 8)
        style.numbers(ax.yaxis, "%")
        style.y_title(ax, "Patients on the register")

    return Figure(
        key="03-trend-sample",
        sentence=Sentence("The share rose from 6.1% to 7.5%", alt="Line chart: from 6.1% in 2013/14 to 7.5% in 2018/19."),
        subtitle="Share of patients on the register, Testshire and England, 2013/14 to 2018/19",
        rows=rows,
        columns={"year": Column("Year", numeric=False), "own": Column("Testshire", _percent), "england": Column("England", _percent)},
        source="Invented for this page",
        draw=draw,
        size=(style.WIDTH, 3.4),
    )


def area_map(side=14):
    """Areas filled by step."""
    x, y = np.meshgrid(np.arange(side), np.arange(side))
    step = ((x * 3 + y) % 5).ravel()
    squares = [[(a, b), (a + 1, b), (a + 1, b + 1), (a, b + 1)] for a, b in zip(x.ravel(), y.ravel(), strict=True)]
    rows = pd.DataFrame({"name": ["Most deprived", "Least deprived"], "areas": [int((step == 4).sum()), int((step == 0).sum())]})

    def draw(fig):
        ax = style.axes(fig, left=0.05, top=0.05, bottom=0.05)
        ax.add_collection(PolyCollection(squares, facecolors=[style.RAMP[n] for n in step], edgecolors=style.OUTLINE, linewidths=0.6))
        ax.set_axis_off()
        ax.set_aspect("equal")
        ax.autoscale_view()

    return Figure(
        key="02-map-sample",
        sentence=Sentence(f"{rows['areas'][0]} areas are in the most deprived fifth", alt=f"Map: {rows['areas'][0]} areas are darkest."),
        subtitle="Areas by step",
        rows=rows,
        columns={"name": Column("Step", numeric=False), "areas": Column("Areas", _whole)},
        source="Invented for this page",
        draw=draw,
        size=(style.WIDTH, 4.6),
    )


def profile(count=60):
    """A table that is the figure, with a bar in each row."""
    rows = _practices(count).assign(verdict=["higher", "similar", "cannot tell"] * (count // 3))
    return Figure(
        key="03-profile",
        sentence=Sentence(f"{count // 3} of {count} measures are higher than England"),
        subtitle="Every register of Testshire, 2018/19",
        rows=rows,
        columns={
            "name": Column("Register", numeric=False),
            "value": Column("Recorded", _percent, mark=_bar),
            "verdict": Column("Beside England", numeric=False, order=("lower", "similar", "higher")),
        },
        source="Invented for this page",
    )


CARDS = Cards(
    (
        Card("People registered", "170,774", "April 2011"),
        Card("GP practices", "22"),
        Card("Small areas", "113", "5 in the most deprived tenth"),
    )
)
GLANCE = Glance(
    "1 of 22 practices stands out",
    (
        Point("The corner surgery:", "9.8% recorded, 7.0% expected.", _bar({"value": 9}), "03-rank-sample_prevalence"),
        Point("What is in no chapter:", "1% of nothing.", _bar({"value": 1}), "09-rank-none"),
    ),
    CARDS.cards,
)
MISSING = Missing("hospital admissions by cause", "They would come from Hospital Episode Statistics.")
NOTICE = Notice("Where the data come from", ("Each figure names its source.",), ("Quality and Outcomes Framework", HOSTILE), kind="warning")
PAGE = export.Page(
    area_name="NHS Testshire and Elsewhere CCG",
    area_code="ZZ1",
    footprint="Clinical commissioning group of April 2019",
    title="Joint Strategic Needs Assessment",
    edition="2018-19",
    demonstration=True,
    draft=True,
    notice="Historic edition. This area was abolished on 1 April 2020. Do not use to describe current need.",
    notes=("Made from published data.",),
    attribution=("Contains public sector information licensed under the Open Government Licence v3.0.",),
    cite_as="Testshire Council (2020)",
)


def notebook(*parts):
    """An executed notebook: text is a markdown cell, all else a code cell that shows it."""
    cells = []
    for number, part in enumerate(parts):
        if isinstance(part, str):
            cells.append(nbformat.v4.new_markdown_cell(part, id=f"m{number}"))
        else:
            shown = nbformat.v4.new_output("execute_result", {"text/html": part._repr_html_(), "text/plain": repr(type(part))})
            noise = nbformat.v4.new_output("stream", name="stderr", text="Warning: noise that no reader may see")
            cells.append(nbformat.v4.new_code_cell("jsna.secret_call()", id=f"c{number}", outputs=[noise, shown], execution_count=number))
    return nbformat.v4.new_notebook(cells=cells)


def chapters():
    """Three short chapters."""
    prose = "Practices keep a register of patients with each condition. A low figure may mean less illness, or illness not yet found."
    return [
        ("00", notebook("# At a glance\n\nWhat to know first.", GLANCE, CARDS, MISSING, NOTICE)),
        ("02", notebook("# Deprivation and what shapes health\n\n" + prose, "## Where are the most deprived areas?", area_map())),
        (
            "03",
            notebook(
                "# Long-term conditions on GP registers\n\n" + prose,
                "## Which conditions stand out?\n\nOnly differences that pass a test are called higher or lower.",
                profile(),
                "## Do practices differ?\n\nSmall practices vary more.",
                rank(),
                funnel(),
                "## Is it changing?",
                trend(),
                "## What this cannot tell you\n\nPeople *not registered* with a GP are missing.",
            ),
        ),
    ]


@pytest.fixture(scope="session")
def figures():
    """The sample figures by name."""
    return {"rank": rank(), "funnel": funnel(), "trend": trend(), "map": area_map(), "profile": profile()}


@pytest.fixture(scope="session")
def by_hand():
    """What the sample is made of, for pages of other parts."""
    return SimpleNamespace(notebook=notebook, chapters=chapters, trend=trend, rank=rank, CARDS=CARDS, MISSING=MISSING, NOTICE=NOTICE)


@pytest.fixture(scope="session")
def executed():
    """The sample chapters, executed."""
    return chapters()


@pytest.fixture(scope="session")
def page():
    """What the sample report says about itself."""
    return PAGE


@pytest.fixture(scope="session")
def sample(executed, page):
    """The sample report as one page."""
    return export.html(executed, page)


@pytest.fixture(scope="session")
def stylesheet():
    """The rules that figures bring along."""
    return render.stylesheet()


class Made:
    """Reports made once for all tests, each when it is first asked for."""

    def __init__(self, once):
        self.once = once

    def of(self, workspace, area, footprint="ccg_2019"):
        """The file of the report of one area of a workspace."""
        page = pages_of(workspace / "data" / "tidy", footprint)[area]
        order = run.Order(area, footprint, ("england", "stp"), workspace)
        return self.once(f"report-{area}", lambda folder: run.make(order, page, folder / f"{area}.html")) / f"{area}.html"


@pytest.fixture(scope="session")
def made(once):
    """Finished reports of the real and the fictional areas."""
    return Made(once)
