"""Read the fields of articles, each with the characters it came from.

Every extractor is a module of its own with one function ``extract(pages, lexicon) -> DataFrame``: rows keyed by
``article_id``. A new field is a new module and a line in ``flows.pipeline``.

What is made for each word or value is a dataclass with slots: a named tuple takes twice the time to make, and more to
read. Nothing changes one once it is made.
"""
