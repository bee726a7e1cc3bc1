"""Lessons as conversations: a question, calls of tools, an answer with its verdict; every right answer is computed."""
