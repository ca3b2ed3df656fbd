"""Pure rules: until when an answer is due, when the next contact is due, which words may not stand where."""
