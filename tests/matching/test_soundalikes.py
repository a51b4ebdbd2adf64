from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.matching.likeness import weighed
from bot.matching.skeleton import alike

_LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهويءةىئؤپچگڤabckqz'"
_WORDS = st.text(alphabet=_LETTERS, min_size=1, max_size=8)


@given(_WORDS, st.data())
def test_words_of_the_same_signs_have_the_same_key(word: str, data: st.DataObject) -> None:
    # Such words share one row of the tables, whose keys are those of whichever came first or goes last.
    place = data.draw(st.integers(0, len(word) - 1))
    for letter in _LETTERS:
        for other in (word[:place] + letter + word[place + 1 :], word[:place] + letter + word[place:]):
            if weighed(other) == weighed(word):
                assert alike(other) == alike(word)
