"""What tests build with: a small fictional prefecture, made only by calling services."""
