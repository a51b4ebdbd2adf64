"""What the bot knows of letters and words: folding, languages, plain text, links, its own phrases."""
