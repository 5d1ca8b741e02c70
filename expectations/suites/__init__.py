"""What must hold in every table: one folder of SQL files per suite, the suites derived from the contracts, their kinds.

A suite is named after its table. Its column-level part is derived from ``expectations.contracts``
(:mod:`expectations.suites.from_contracts`); its checks on meaning are SQL files in the folder of that name, each of
which returns the rows that break it (:mod:`expectations.suites.catalogue`).
"""
