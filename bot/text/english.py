"""What an English word may carry: the plural. Works on folded words, which have lost their possessives already.

Only words of an article are ever taken apart, never a term: Brandes must not become brand.
"""

from __future__ import annotations

import re

_SHORTEST = 3
_NOT_PLURAL = ("ss", "us", "sis", "xis", "ris", "vis")
# A number with its plural, or the letter of a model (F-35s, F-35B, F-35As, T-72B3).
_MODEL = re.compile(r"(\d+)[a-z]\d?s?")
_SIBILANTS = ("ses", "xes", "zes", "ches", "shes")
# Given names whose form with an s is somebody else's surname (William, Williams).
_SURNAME_STEMS = """
    abraham adam andrew arnold daniel david edward evan francis gilbert harri hugh isaac jacob jame john jone julian
    matthew michael nichol owen perkin peter philip phillip reynold richard robert roger simon stephen steven walter
    watkin william hopkin jenkin hawkin woodward sander saunder tomkin roder france myer meyer
"""
_NEVER_SINGULAR = frozenset(_SURNAME_STEMS.split())


# Plurals that only a list can tell, each behind its singular.
_IRREGULAR = """
    child children · foot feet · tooth teeth · goose geese · mouse mice · ox oxen · criterion criteria · phenomenon phenomena
    memorandum memoranda · referendum referenda · bacterium bacteria · stadium stadia · fungus fungi · nucleus nuclei
    index indices · matrix matrices · vertex vertices · appendix appendices · cactus cacti · curriculum curricula
    wife wives · knife knives · wolf wolves · half halves · shelf shelves · thief thieves · loaf loaves · calf calves
    leaf leaves · self selves · elf elves · hoof hooves · scarf scarves · wharf wharves
    crisis crises · analysis analyses · thesis theses · basis bases · hypothesis hypotheses · diagnosis diagnoses · axis axes
    oasis oases · parenthesis parentheses · prognosis prognoses · synthesis syntheses · emphasis emphases
"""
_SINGULARS = {
    plural: singular
    for noun in _IRREGULAR.replace("\n", "·").split("·")
    for singular, *plurals in [noun.split() or [""]]
    for plural in plurals
}
# Words in -men that are no men.
_NO_MEN = """
    abdomen acumen amen bremen carmen dolmen flamen foramen hymen lumen omen ramen regimen semen specimen stamen turkmen yemen
"""
_NO_MAN = frozenset(_NO_MEN.split())


def singulars(word: str) -> tuple[str, ...]:
    """The singulars a folded word may be the plural of; none for a word that is no plural."""
    listed = _SINGULARS.get(word)
    stems = [] if listed is None else [listed]
    if word[:1].isdigit():
        number = _MODEL.fullmatch(word)
        return (number[1],) if number else ()
    if word.endswith("men") and word not in _NO_MAN:
        stems.append(word[:-2] + "an")
    elif word.endswith("s") and not word.endswith(_NOT_PLURAL) and len(word) > _SHORTEST:
        stems.append(word[:-1])
        if word.endswith("ies"):
            stems.append(word[:-3] + "y")
        elif word.endswith((*_SIBILANTS, "oes")):
            stems.append(word[:-2])
    return tuple(stem for stem in stems if stem not in _NEVER_SINGULAR and len(stem) >= _SHORTEST)


def is_latin(word: str) -> bool:
    """Whether the folded word is made of the letters a-z alone."""
    return word.isascii() and word.isalpha()


# Surnames that in lower case are the plural of a common noun.
_NOUN_SURNAMES = frozenset({"brook", "field", "hill", "mill", "water", "well", "wood"})


def is_surname(stem: str) -> bool:
    """Whether the capitalised plural of a folded word is somebody's name (Waters, Fields)."""
    return stem in _NOUN_SURNAMES
