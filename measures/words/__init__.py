"""What a chart says, in plain English: the paragraph, the caption, and the names of things in between.

Chance and time before praise; "change seen since", never "caused", never the statistician's "significant",
and no blame: a worse number is about the number, and is followed by a next step (DESIGN 9, DECISIONS 23).
Everything is worked out from the reader's own series, so the shared sentence knows no hidden number.
"""

from measures.words.captions import caption, chance_row, chance_words, hidden_words
from measures.words.levels import level_now, target_words
from measures.words.limits import assurance_words, beside_words, variation_words
from measures.words.parts import centre_word, month_label, since_label
from measures.words.sentences import RULES_START_AT, Sentence, sentence
from measures.words.signals import joined_phases, moved, run_length, signal_words, verdict

__all__ = [
    "RULES_START_AT",
    "Sentence",
    "assurance_words",
    "beside_words",
    "caption",
    "centre_word",
    "chance_row",
    "chance_words",
    "hidden_words",
    "joined_phases",
    "level_now",
    "month_label",
    "moved",
    "run_length",
    "sentence",
    "signal_words",
    "since_label",
    "target_words",
    "variation_words",
    "verdict",
]
