"""お知らせ: messages to users. A message holds a kind, a number and a link; never personal data."""
