"""What an English word may carry: the plural. Works on folded words, which have lost their possessives already.

Only words of an article are ever taken apart, never a term: Brandes must not become brand.
"""

from __future__ import annotations

_SHORTEST = 3
_NOT_PLURAL = ("ss", "us", "sis", "xis", "ris", "vis")
_SIBILANTS = ("ses", "xes", "zes", "ches", "shes")
# Given names whose form with an s is somebody else's surname (William, Williams).
_SURNAME_STEMS = """
    abraham adam andrew arnold brook daniel david edward evan field francis gilbert harri hugh isaac jacob jame john jone julian
    matthew michael mill nichol owen perkin peter philip phillip reynold richard robert roger simon stephen steven walter water
    watkin william wood hill hopkin jenkin hawkin daniel woodward sander saunder tomkin roder france myer meyer well
"""
_NEVER_SINGULAR = frozenset(_SURNAME_STEMS.split())


def singulars(word: str) -> tuple[str, ...]:
    """The singulars a folded word may be the plural of; none for a word that is no plural."""
    if not word.endswith("s") or word.endswith(_NOT_PLURAL) or len(word) <= _SHORTEST:
        return ()
    stems = [word[:-1]]
    if word.endswith("ies"):
        stems.append(word[:-3] + "y")
    elif word.endswith(_SIBILANTS):
        stems.append(word[:-2])
    return tuple(stem for stem in stems if stem not in _NEVER_SINGULAR and len(stem) >= _SHORTEST)


def is_latin(word: str) -> bool:
    """Whether the folded word is made of the letters a-z alone."""
    return word.isascii() and word.isalpha()
