"""Text utilities: normal form, language, sentences, words, numbers, dates, units.  Knows nothing of packs or claims."""
