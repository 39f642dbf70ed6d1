"""Models of expected prevalence are declared in a file, and a mistake in one is a message that names it."""

from math import inf, isnan
from pathlib import Path

import pytest

from jsna.errors import CatalogueError
from jsna.models import models, span

HEAD = 'register = "{register}"\nname = "a model"\ncitation = "Somebody (2011)"\nyear = "2011"\n'
BANDS = '"0-64" = {male = 0.0, female = 0.01}\n"65+" = {male = 0.2, female = 0.25}\n'


def write(path: Path, bands: str = BANDS, register: str = "HYP", head: str = HEAD, key: str = "one") -> Path:
    path.write_text(f"[{key}]\n{head.format(register=register)}\n[{key}.bands]\n{bands}", encoding="utf-8")
    return path


def test_bands_are_read_by_sex_with_the_ages_that_they_span(tmp_path: Path) -> None:
    model = models(tmp_path / "none.toml", write(tmp_path / "models.toml"))["one"]
    shares = model.bands.set_index(["sex", "youngest", "oldest"])["share"].to_dict()
    assert shares == {("female", 0, 64): 0.01, ("female", 65, inf): 0.25, ("male", 0, 64): 0.0, ("male", 65, inf): 0.2}
    assert model.span == (0, inf) and not model.has_limits and not model.local
    assert all(isnan(low) for low in model.bands["low"])


def test_the_analysts_own_wins_by_its_id_and_says_so(tmp_path: Path) -> None:
    write(tmp_path / "models.toml")
    own = write(tmp_path / "local.toml", '"65+" = {male = 0.1, female = 0.2, male_limits = [0.05, 0.15], female_limits = [0.1, 0.3]}')
    model = models(own, tmp_path / "models.toml")["one"]
    assert model.local and model.has_limits and model.span == (65, inf)
    assert model.bands["high"].tolist() == [0.3, 0.15]


@pytest.mark.parametrize("ages, ends", [("all", (0, inf)), ("17+", (17, inf)), ("30-74", (30, 74)), ("7", (7, 7))])
def test_ages_are_read_as_they_are_written(ages: str, ends: tuple[float, float]) -> None:
    assert span(ages) == ends


def test_the_models_of_the_project_hold_together(tmp_path: Path) -> None:
    assert all(model.citation and not model.local for model in models(tmp_path / "none.toml").values())


SHARE = "{male = 0.1, female = 0.1}"


@pytest.mark.parametrize(
    "changes, message",
    [
        ({"register": "XYZ"}, r"\[one\], register: expected one of AF, .* found 'XYZ'"),
        ({"head": 'register = "{register}"\n'}, "citation is missing"),
        ({"head": HEAD + 'age = "65+"\n'}, "age is missing or not one of them"),
        ({"bands": ""}, "expected ages with a share of men and of women"),
        ({"bands": f'"0-64" = {SHARE}\n"70+" = {SHARE}'}, "a gap or an overlap after age 64"),
        ({"bands": f'"0-64" = {SHARE}\n"60+" = {SHARE}'}, "a gap or an overlap after age 64"),
        ({"bands": f'"65plus" = {SHARE}'}, "expected ages such as 65-69 or 90[+]"),
        ({"bands": '"65+" = {male = 0.1}'}, "with male, female"),
        ({"bands": '"65+" = {male = 20, female = 0.1}'}, "a share from 0 to 1 between its limits, found 20"),
        ({"bands": '"65+" = {male = "1", female = 0.1}'}, "expected a number"),
        ({"bands": '"65+" = {male = true, female = 0.1}'}, "expected a number"),
        ({"bands": '"65+" = {male = 0.1, female = 0.1, female_limits = [0.2, 0.3]}'}, "female: expected a share from 0 to 1 between"),
        ({"bands": '"65+" = {male = 0.1, female = 0.1, male_limits = 0.2}'}, r"limits as \[low, high\]"),
        ({"bands": '"65+" = {male = 0.1, female = 0.1, male_limits = [0.0, 0.3]}'}, "limits in every band for both sexes, or in none"),
        ({"bands": "65+ = 1"}, "models.toml: expected TOML"),
        ({"key": "one.two"}, "expected the fields"),
    ],
)
def test_a_mistake_is_one_message_that_names_file_model_and_field(tmp_path: Path, changes: dict[str, str], message: str) -> None:
    with pytest.raises(CatalogueError, match=message):
        models(tmp_path / "none.toml", write(tmp_path / "models.toml", **changes))


def test_a_file_that_an_editor_marked_as_utf_8_is_read(tmp_path: Path) -> None:
    path = write(tmp_path / "models.toml")
    path.write_text(path.read_text(encoding="utf-8"), encoding="utf-8-sig")
    assert list(models(tmp_path / "none.toml", path)) == ["one"]
