"""The seal without database, clock or file: the tree, the leaf, the signed head, the check."""
