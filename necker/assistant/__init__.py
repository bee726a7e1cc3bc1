"""The turn: understand the question, look up or compute, draft, verify, answer or abstain."""
