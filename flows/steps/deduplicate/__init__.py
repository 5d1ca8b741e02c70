"""Find copies among articles: direct, measured edges to the article that stands for its group.

``settings`` holds every threshold, ``words`` cuts bodies into shingles, ``sketch`` keeps 24 of them, ``candidates``
finds the pairs worth comparing, ``measure`` compares them on the shingles themselves, ``verdict`` decides, ``groups``
chooses who stands for whom, and ``copies`` puts these together. ``compiled`` and ``compiled_measure`` do the same as
``words``, ``sketch``, ``candidates`` and ``measure`` in machine code, for many articles.
"""

from flows.steps.deduplicate.groups import find_edges

__all__ = ["find_edges"]
