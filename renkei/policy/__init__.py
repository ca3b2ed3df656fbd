"""WHO MAY DO WHAT, in one readable place: role → relation → disclosure, with the reason in Japanese.

Knows no model. State ("is it possible now?") belongs to the state machines of the areas.
"""
