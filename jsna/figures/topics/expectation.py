"""Expectation: a register and the ages of patients set beside a model, or the one sentence that says why they cannot be."""

from math import inf

import pandas as pd

from jsna import periods
from jsna.analysis import expected as analysis
from jsna.catalogue import Definition, definition, definitions, publication, serving
from jsna.figures import clauses
from jsna.figures.core import words
from jsna.figures.core.area import Area
from jsna.figures.core.figure import Missing
from jsna.figures.core.sources import cited, named
from jsna.models import Model, models, span

#: What is not shown where the ages of the model are not the register's.
RATIOS = ("ratio", "ratio_lower", "ratio_upper", "to_find", "to_find_low", "to_find_high")
#: What says how sure a model is, where nobody published it.
UNSURE = "model error not known"
#: What a report does where nobody can be expected at all.
LEFT_OUT = "Until then the rest of this chapter is left out."


def declared(here: Area) -> dict[str, Model]:
    """The model of each register that the area has, by the register's indicator; of two for one register, the analyst's own."""
    by_register = {each.register: each.id for each in definitions().values() if each.register}
    indicators = set(here.rows["indicator_id"])
    ordered = sorted(models(here.local / "models.toml").values(), key=lambda model: model.local)
    return {by_register[model.register]: model for model in ordered if by_register[model.register] in indicators}


def of_indicator(rows: pd.DataFrame, indicator: str, period: str = "") -> pd.DataFrame:
    """The rows of one indicator in one period, the newest by default."""
    of_one = rows[rows["indicator_id"] == indicator]
    return of_one[of_one["period"] == (period or of_one["period"].max())].reset_index(drop=True)


def by_age() -> Definition:
    """The indicator of patients by sex and age."""
    return serving("ages")[0]


def people(rows: pd.DataFrame, period: str) -> pd.DataFrame:
    """Patients of one period by area, sex, youngest and oldest age."""
    lists = of_indicator(rows, by_age().id, period)
    spans = pd.DataFrame([span(age) for age in lists["age"]], columns=["youngest", "oldest"], dtype=float)
    return lists[["area_code", "sex"]].join(spans).assign(patients=lists["value"])


def joined(registers: pd.DataFrame, ages: pd.DataFrame, model: Model) -> pd.DataFrame:
    """The register of each area beside the people whom the model expects there; none where no ages are held, or theirs do not fit."""
    patients = people(ages, registers["period"].iloc[0]) if len(registers) else registers
    if patients.empty or not analysis.fits(patients, model.bands):
        return pd.DataFrame()
    table = analysis.beside(registers, analysis.expected(patients, model.bands))
    differs = span(registers["age"].iloc[0]) != model.span
    return table.assign(**dict.fromkeys(RATIOS, float("nan"))) if differs else table


def of_practices(here: Area, indicator: str) -> tuple[pd.DataFrame, Model | None]:
    """The practices of an area beside the people expected on one register, and the model; no model where no practice has a ratio."""
    model = declared(here).get(indicator)
    rows = joined(here.practices(indicator), here.practices(by_age().id), model) if model else pd.DataFrame()
    return (rows, model) if len(rows) and rows["ratio"].notna().any() else (rows, None)


def no_ages(here: Area, period: str) -> Missing:
    """What is needed to expect anybody, where it comes from, and why the lists that are held do not do."""
    ages = publication(by_age().sources[0])
    others = [lists for lists in here.manifest()["lists_by_age"] if lists["period"] != period]
    coarse = [str(lists["period"]) for lists in others if _is_coarse(lists["ages"])]
    dates = [f"{lists['period']} ({words.counted(lists['practices'], 'practice')})" for lists in others]
    sentences = [f"They would come from {ages.title} ({ages.publisher}), a list of about April {periods.parse(period).end.year}."]
    sentences += [f"Held are lists of other years: {words.joined(dates)}."] if dates else []
    sentences += [f"Those of {words.joined(coarse)} have ages of ten years, which fit no model by five years of age."] if coarse else []
    sentences += [] if declared(here) else ["A model of each condition is needed too; the guide says how to declare one."]
    return Missing(f"patients by age and sex of all practices here in {period}", f"{' '.join(sentences)} {LEFT_OUT} {ages.page}")


def _is_coarse(ages: list[str]) -> bool:
    """Whether any ages but the oldest are wider than five years."""
    return any(high - low >= 5 for low, high in (span(age) for age in ages) if high < inf)


def no_models() -> Missing:
    """Where a model would be declared."""
    return Missing(
        "a model of how many people of each age and sex may have a condition",
        f"None is declared for a register held here. The guide says how to declare one. {LEFT_OUT}",
    )


def no_ratio(here: Area, indicator: str) -> Missing:
    """Why no practice has a ratio, in a sentence; the figure of all conditions says where the data would come from."""
    if not here.rows["indicator_id"].eq(indicator).any():
        return clauses.absent(here, definition(indicator))
    by_indicator, condition = declared(here), definitions()[indicator].condition
    what = f"the comparison of recorded with expected {condition} by practice"
    if not by_indicator or people(here.rows, of_indicator(here.rows, serving("lists")[0].id)["period"].max()).empty:
        return Missing(what, "That needs a model of the condition and patients by age and sex of all practices here.", said=True)
    if indicator not in by_indicator:
        return Missing(what, "That needs a model of the condition.")
    patients = people(here.rows, of_indicator(here.rows, indicator)["period"].iloc[0])
    if patients.empty:
        return Missing(what, "That needs patients by age and sex of all practices here in the year of the register.")
    if not analysis.fits(patients, by_indicator[indicator].bands):
        return Missing(what, "The ages of patients that are held do not fit the model.")
    return Missing(what, "The model and the register are about other ages, so no ratio is shown.")


def about_ages(model: Model) -> str:
    """The ages that a model is about, in words."""
    low, high = model.span
    if high == inf:
        return "all ages" if low == 0 else f"people aged {low:.0f} and over"
    return f"people aged {low:.0f} to {high:.0f}"


def source(registers: pd.DataFrame, models_used: list[Model]) -> str:
    """The publications of the registers and of the ages; name, year and citation of each model, and whether an analyst declared it."""
    cites = dict.fromkeys(f"{words.capital(m.name)}, {m.year}: {m.citation}{' Declared locally.' if m.local else ''}" for m in models_used)
    return f"{cited(registers)} {named(by_age().sources[0], words.span(registers['period']))} Models: {' '.join(cites)}"
