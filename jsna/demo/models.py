"""Models of the demonstration: how often each age would have a condition in the fictional county. They are nobody's findings."""

from pathlib import Path

MODELS = """\
# Models of the demonstration: made up, as the county is. Never use them for a real place.

[demonstration_hypertension]
register = "HYP"
name = "a made-up model"
citation = "Made up for the demonstration; published nowhere."
year = "2020"

[demonstration_hypertension.bands]
"0-14" = { male = 0.0, female = 0.0 }
"15-34" = { male = 0.03, female = 0.02 }
"35-44" = { male = 0.10, female = 0.07 }
"45-54" = { male = 0.21, female = 0.18 }
"55-64" = { male = 0.36, female = 0.32 }
"65-74" = { male = 0.50, female = 0.49 }
"75+" = { male = 0.60, female = 0.64 }

[demonstration_heart_disease]
register = "CHD"
name = "a made-up model"
citation = "Made up for the demonstration; published nowhere."
year = "2020"

[demonstration_heart_disease.bands]
"0-34" = { male = 0.0, female = 0.0 }
"35-54" = { male = 0.02, female = 0.008 }
"55-64" = { male = 0.07, female = 0.03 }
"65-74" = { male = 0.15, female = 0.07 }
"75+" = { male = 0.24, female = 0.15 }

[demonstration_lung_disease]
register = "COPD"
name = "a made-up model with limits"
citation = "Made up for the demonstration; published nowhere."
year = "2020"

[demonstration_lung_disease.bands]
"0-34" = { male = 0.0, female = 0.0, male_limits = [0.0, 0.0], female_limits = [0.0, 0.0] }
"35-54" = { male = 0.02, female = 0.018, male_limits = [0.016, 0.024], female_limits = [0.014, 0.022] }
"55-74" = { male = 0.075, female = 0.065, male_limits = [0.064, 0.086], female_limits = [0.055, 0.075] }
"75+" = { male = 0.11, female = 0.08, male_limits = [0.09, 0.13], female_limits = [0.065, 0.095] }

# A model of older people beside a register of all ages, as dementia's is: people are expected, and no ratio is shown.
[demonstration_dementia]
register = "DEM"
name = "a made-up model"
citation = "Made up for the demonstration; published nowhere."
year = "2020"

[demonstration_dementia.bands]
"65-74" = { male = 0.02, female = 0.02 }
"75-84" = { male = 0.08, female = 0.085 }
"85+" = { male = 0.15, female = 0.25 }
"""


def write_models(local: Path) -> Path:
    """Write the models into the folder of an analyst's own files."""
    local.mkdir(parents=True, exist_ok=True)
    path = local / "models.toml"
    path.write_text(MODELS, encoding="utf-8")
    return path
