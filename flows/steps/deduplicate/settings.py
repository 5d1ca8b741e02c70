"""Every threshold of the search for copies, with the formula and source of what it promises.

Measured on half of 5,500 labelled articles (short wire stories and long web pages): the thresholds leave the other half
at a pairwise F1 of 0.98 and 1.0, where Jaccard alone reaches 0.89 and 0.82 at its best threshold.
"""

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class CopySettings:
    """What counts as a copy, and how the pairs worth comparing are found.

    Sources: A. Broder, "On the resemblance and containment of documents" (1997) for shingles, resemblance (Jaccard)
    and containment; P. Li, A. Owen and C.-H. Zhang, "One permutation hashing" (NIPS 2012) for the sketch; P. Indyk
    and R. Motwani, "Approximate nearest neighbors" (STOC 1998) for candidates by agreement in several minima.
    """

    shingle_words: int = 5
    """Words of a shingle; at 5, two outlets telling one event in their own words share under 15 %."""
    whole_slots: int = 16
    """Minima kept of all shingles of a body: a power of two."""
    lead_slots: int = 8
    """Minima kept of the shingles of the lead: a brief and a story six times as long share it; a power of two."""
    lead_shingles: int = 60
    """Shingles of the lead: news puts first what it is about, and copies keep it."""
    min_shingles: int = 12
    """Bodies with fewer shingles have no near copies, only exact ones: one changed word changes half of them."""
    agreements: int = 4
    """Minima in which two bodies must agree to be compared."""
    agreements_where_contained: int = 3
    """The same where the longer is so much longer that their Jaccard cannot reach ``contained_jaccard``."""
    agreements_with_lead: int = 2
    """The same, where one of the minima in which such bodies agree is of the lead."""
    contained_jaccard: float = 0.35
    """Jaccard at ``min_containment`` below which bodies are sought as contained."""
    min_containment: float = 0.6
    """Share of the shorter body's shingles that must stand in the longer."""
    sure_containment: float = 0.75
    """Containment from which little of the lead need be shared."""
    min_lead: float = 0.5
    """Share of either lead that must stand in the other body; pages sharing a gallery have 0.0 to 0.1."""
    sure_min_lead: float = 0.2
    """The same from ``sure_containment`` on: an outlet may write a lead of its own above an agency's text."""
    near_jaccard: float = 0.5
    """Jaccard from which two copies are called near; below it the shorter is called contained in the longer."""
    min_missing_numbers: int = 3
    """Numbers of the shorter that the longer must lack before they can tell two reports of one template apart."""
    min_missing_lead_numbers: int = 2
    """The same for numbers of the leads, which both sides must lack of each other."""
    missing_share: float = 0.5
    """Share of the numbers that must be lacking for either."""
    both_missing_share: float = 0.33
    """The same for numbers of the whole where ``min_missing_numbers`` are lacking on both sides: a correction changes
    one or two of a story's numbers, the next report on a template brings its own and keeps those of the template."""
    subject_uses: int = 3
    """Uses from which on a word of the shorter is one of its subjects."""
    max_missing_subjects: int = 1
    """Subjects of the shorter that the longer may never name: copies respell one name, templates are about others."""

    @property
    def slots(self) -> int:
        """Minima kept of a body."""
        return self.whole_slots + self.lead_slots

    def inclusion_probability(self, jaccard: float, lead_jaccard: float | None = None) -> float:
        """Say how likely two bodies of like length are compared.

        Each of the m minima agrees with the probability of the Jaccard it is drawn from (Broder 1997), so at least t
        of them agree with 1 - sum(binomial(m, i) j^i (1 - j)^(m - i) for i < t); with two Jaccards the two sums are
        folded. At t = 2 this is locality-sensitive hashing with all m (m - 1) / 2 bands of two rows.

        Args:
            jaccard: Shared shingles by all shingles of both bodies, 0 to 1.
            lead_jaccard: The same of the two leads; NULL (None) takes ``jaccard``, as edits spread evenly have it.

        Returns:
            A probability; 1 - 8e-9 at 0.7, 0.9986 at 0.43, which is ``min_containment`` at equal lengths.
        """
        lead = jaccard if lead_jaccard is None else lead_jaccard

        def exactly(count: int, draws: int, chance: float) -> float:
            return math.comb(draws, count) * chance**count * (1 - chance) ** (draws - count)

        missed = sum(
            exactly(whole, self.whole_slots, jaccard) * exactly(total - whole, self.lead_slots, lead)
            for total in range(self.agreements)
            for whole in range(total + 1)
        )
        return 1 - missed


COPY_SETTINGS = CopySettings()
"""The settings every run uses; others are for tests and measurements."""
