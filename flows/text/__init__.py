"""Leaf functions and Polars expressions on strings; they import nothing of ours."""
