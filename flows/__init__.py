"""copydesk: the way of the data, step by step.

``read`` (``flows.steps.read``) turns sources into documents, sightings and rejects;
``segment`` (``flows.steps.segment``) cuts each page into blocks with roles, and blocks into articles;
``clean`` (``flows.steps.clean``) keeps each text once;
``extract`` (``flows.steps.extract``) reads the fields, each with the characters it came from;
``deduplicate`` (``flows.steps.deduplicate``) finds copies among articles.
``flows.pipeline`` composes them, frame in, frames out, with no Prefect and no DuckDB;
``flows.tasks`` and ``flows.news_flow`` put Prefect around them, ``warehouse`` stores and publishes,
``expectations`` says what must hold, and ``flows.__main__`` is the ``copydesk`` command.
"""
