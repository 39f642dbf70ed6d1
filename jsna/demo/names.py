"""Names of fictional places: the county and its neighbours by hand, surgeries put together from parts."""

from typing import NamedTuple

from jsna.demo.chance import stream


class District(NamedTuple):
    """A district and what sets it apart: small areas, deprivation, age (both in standard deviations)."""

    name: str
    small_areas: int
    need: float
    age: float


#: Districts of the county, two a CCG, counter-clockwise from the north. Wickwater is the deprived one.
DISTRICTS = (
    District("Aldermere", 58, -0.35, 0.25),
    District("Wickwater", 57, 0.8, -0.25),
    District("Sedge Vale", 53, -0.55, 0.55),
    District("Tarnbridge", 67, -0.05, -0.35),
    District("Brackenforth", 64, 0.15, 0.3),
    District("Thistle Moor", 51, -0.25, 0.45),
)
COUNTY_CCGS = ("NHS Aldermere and Wickwater CCG", "NHS South Marchshire CCG", "NHS Brackenforth CCG")

#: Sustainability and transformation partnerships, each a county too, and the region of each.
STPS = (
    "Marchshire", "Ottershire", "Cranshire", "Larkshire", "Inglemark", "Quillshire", "Saltmark", "Vellshire",
    "Ternshire", "Skerrymark", "Gannetshire",
)
REGIONS = ("Heartland", "Northern Reach", "Western Reach", "Southern Reach", "Outer Reach")
REGION_OF_STP = (0, 1, 1, 2, 2, 3, 3, 0, 4, 4, 4)


class Part(NamedTuple):
    """A part of the country, planned by itself: its CCGs, three an STP and a district of the same name in each, and their small areas."""

    ccgs: tuple[str, ...]
    fewest: int
    most: int


#: The rest of the land around the county, then the isle, which makes the CCGs enough for a model of all of them. To grow the country
#: again, add a part here, its STPs above and its land to tessellation.ISLES: nothing that is drawn for the others changes.
PARTS = (
    Part((
        "Ottermouth", "Silverholt", "Cranesby", "Larkhythe", "Gullsand, Hythe and Dunes", "Hartsmere", "Inglewater",
        "Kitterby", "Mossgarth", "Oystrand", "Pellwick", "Quillbury", "Ravenshythe", "Saltmarl", "Tideholm", "Umberholt",
        "Vellingham", "Wexholme", "Yarrowby", "Yewhaven", "Windlestow",
    ), 30, 40),
    Part((
        "Auksay", "Curlewick", "Dunlinby", "Fulmarsay", "Gannetholt", "Kelphaven", "Limpetmere", "Skerrywick", "Whimbrelby",
    ), 14, 18),
)

ROOTS = (
    "Alder", "Amber", "Brack", "Cinder", "Dapple", "Elder", "Fallow", "Fern", "Gorse", "Hazel", "Iris", "Juniper",
    "Kestrel", "Larch", "Marl", "Nettle", "Osier", "Pebble", "Quill", "Rowan", "Sedge", "Thistle", "Umber", "Vetch",
    "Willow", "Yarrow",
)
ENDINGS = ("brook", "combe", "ford", "garth", "holme", "leigh", "mere", "stead", "thorpe", "wick", "wold", "well")
KINDS = ("Surgery", "Medical Centre", "Health Centre", "Group Practice", "Family Practice", "Medical Practice")
DOCTORS = ("Pennyfeather", "Larkspur", "Quillon", "Amberley-Moss", "Thistlewood", "Fennimore", "Oakapple", "Winterbourne-Hale")


def surgeries(how_many: int) -> list[str]:
    """Different names of practices; one in twelve carries a doctor's name."""
    chance = stream("names of practices")
    places = [root + ending for root in ROOTS for ending in ENDINGS]
    chance.shuffle(places)
    kinds = chance.choice(KINDS, how_many, p=(0.4, 0.2, 0.14, 0.1, 0.06, 0.1))
    places += [f"Upper {place}" for place in places]
    names = [f"{place} {kind}" for place, kind in zip(places, kinds, strict=False)]
    for doctor, i in zip(DOCTORS, range(5, how_many, 12), strict=False):
        names[i] = f"Dr {doctor} and Partners"
    return names


def networks(how_many: int) -> list[str]:
    """Different names of primary care networks."""
    places = [root + ending for ending in reversed(ENDINGS) for root in ROOTS]
    return [f"{place} PCN" for place in places[:how_many]]
