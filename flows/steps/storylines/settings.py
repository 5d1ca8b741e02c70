"""Every threshold of storylines, with its source.

Measured on half of a labelled collection of events told by three outlets each, and looked over on 1,150 dated articles
of one beat (``python -m tests.quality.storylines.measure``).
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class StorylineSettings:
    """What an article is about, and when it follows another.

    The weights are those of tf-idf: (1 + ln tf) times the logarithm of rarity (G. Salton and C. Buckley,
    "Term-weighting approaches in automatic text retrieval", 1988), rarity from a fixed table (``news_words.csv``).
    Similarity is the cosine, which a linear decay in time weakens (Y. Yang, T. Pierce and J. Carbonell, "A study on
    retrospective and on-line event detection", SIGIR 1998). Articles follow the first of their storyline directly: a
    star around a leader (J. Hartigan, "Clustering Algorithms", 1975; J. Aslam, E. Pelekhov and D. Rus, "The star
    clustering algorithm", 2004) and no chain, in which strangers would meet.
    """

    terms: int = 32
    """Terms kept of an article, the weightiest."""
    min_terms: int = 8
    """Articles with fewer are about nothing that could be compared."""
    read_chars: int = 6_000
    """Characters of a text that are read: what stands further down an article is background more than event."""
    lead_words: int = 80
    """Words of the lead: news puts first what it is about."""
    headline_factor: int = 4
    lead_factor: int = 3
    rest_factor: int = 2
    """How a term counts by the first place it stands in; halves, so that all stays whole numbers."""
    rare: int = 7
    """Rarity of a word that the table does not hold: rarer than one article in 64, so about one in 128."""
    min_english: float = 0.3
    """Share of words of rarity 0 and 1 from which a text is English: its articles have 0.4 to 0.6, others under 0.1."""
    most_numbers: float = 0.2
    """Share of words with digits above which a text is a table: quarterly results on one template tell no event."""
    key_terms: int = 12
    """The weightiest terms, by which articles find each other."""
    shared_key_terms: int = 2
    """How many of them two articles must share to be compared."""
    most_of_a_term: int = 200
    """First articles kept of a term, the latest: bounds the cost of an article, whatever the day brings."""
    window_days: int = 7
    """Days after its first article in which a storyline takes in others."""
    decay_days: int = 14
    """Days in which similarity would fade to nothing."""
    min_similarity: float = 0.2
    """Faded similarity from which an article follows another, both published on known days."""
    min_similarity_undated: float = 0.3
    """The same where a day of publication is not known."""


STORYLINE_SETTINGS = StorylineSettings()
"""The settings every run uses; others are for tests and measurements."""
