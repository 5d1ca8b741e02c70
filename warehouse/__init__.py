"""The only Python that opens DuckDB: connect, stage, load, publish, restore, runs."""
