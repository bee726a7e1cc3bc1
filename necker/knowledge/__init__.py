"""Where evidence comes from: packs of pages (Wikipedia, the user's own files) and the search over them."""
