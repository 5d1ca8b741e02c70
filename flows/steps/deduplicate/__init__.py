"""Find copies among articles: direct, measured edges to the article that stands for its group.

``settings`` holds every threshold, ``words`` cuts bodies into shingles, ``sketch`` keeps 24 of them, ``candidates``
finds the pairs worth comparing, ``measure`` compares them on the shingles themselves, ``verdict`` decides, ``groups``
chooses who stands for whom, and ``copies`` puts these together. ``compiled`` does the same as ``words``, ``sketch``,
``candidates`` and ``measure`` with machine code, for many articles.
"""

from flows.steps.deduplicate.exact import find_exact_duplicates

__all__ = ["find_exact_duplicates"]
