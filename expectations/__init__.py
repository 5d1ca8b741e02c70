"""What must hold: contracts of the tables, suites of checks, and the checkpoint that runs them."""
