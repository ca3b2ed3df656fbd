"""Screens of the joint-running board (併走) and the hand-over."""
