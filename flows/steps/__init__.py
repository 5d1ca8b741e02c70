"""The steps of the way, one module or folder per word: frame in, frame out, pure.

``read`` → ``segment`` → ``clean`` → ``extract`` → ``deduplicate``. A step imports ``flows.text`` and
``expectations.contracts`` and nothing else of ours, so each can be tried alone in a notebook; what turns them
into a run (Prefect, DuckDB, the checks) lives outside. ``metadata`` merges what the sightings of a document say.
"""
