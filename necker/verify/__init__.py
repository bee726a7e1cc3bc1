"""Claims, evidence, the judge, the rules with a veto, proof files: a verdict per claim."""
