"""Voices beside the numbers: what people said, what helps here, and what was done, each with whose it is and how it came."""

from typing import Any

from jsna.figures.core import words
from jsna.figures.core.area import Area
from jsna.figures.core.markup import escaped
from jsna.measures import MEASURES
from jsna.names import in_words
from jsna.voices import Voice, voices

#: How many in a hundred of a random sample's limits hold the share of everybody.
CONFIDENCE = 0.95
NO_SAMPLE = "These people are no random sample, so their share says nothing of others."
UNCHECKED = "Not checked against published data."
#: What each text of a paragraph is called.
NAMES = {
    "voice": {"said": "What people said"},
    "asset": {"name": "What helps here", "what": ""},
    "done": {"said": "You said", "heard": "We heard", "did": "We did"},
}


def parts(here: Area, chapter: str) -> tuple[tuple[str, str], ...]:
    """The paragraphs for an area and a chapter: harmless markup, and whose each is."""
    return tuple((_markup(each), _whose(each)) for each in voices(here.local, here.code, chapter))


def _markup(voice: Voice) -> str:
    texts = [(name, voice.words[key]) for key, name in NAMES[voice.kind].items()]
    lines = [f"<strong>{name}:</strong> {escaped(text)}" if name else escaped(text) for name, text in texts]
    lines += [f"“{escaped(voice.words['quotation'])}”"] if "quotation" in voice.words else []
    lines += [escaped(_share(voice.words))] if "agreed" in voice.words else []
    return "".join(f"<p>{line}</p>" for line in lines)


def _share(answers: dict[str, Any]) -> str:
    """`10 of 24 said so (41.7%).`, with limits where those asked are a random sample."""
    estimate = MEASURES["proportion"].estimate
    assert estimate is not None
    value, lower, upper = (float(each[0]) for each in estimate([answers["agreed"]], [answers["asked"]], 100.0, CONFIDENCE))
    count = f"{answers['agreed']:,} of {answers['asked']:,} said so"
    if "sample" not in answers:
        return f"{count}. {NO_SAMPLE}"
    return f"{count}: {words.percent(value)} (95% limits {words.interval(lower, upper)})."


def _whose(voice: Voice) -> str:
    paragraph = voice.words
    how = ""
    if voice.kind == "voice":
        days = " to ".join(dict.fromkeys((in_words(paragraph["since"]), in_words(paragraph["until"]))))
        people = words.counted(paragraph["asked"], "person was", "people were")
        how = f"{people} asked, {days}: {paragraph['recruited']}. Not reached: {paragraph['missed']}. "
    consent = "Quoted with recorded consent. " if "quotation" in paragraph else ""
    return f"{how}{consent}Source: {paragraph['source']}; {paragraph['owner']}, {in_words(paragraph['date'])}. {UNCHECKED}"
