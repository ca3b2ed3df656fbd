"""The legal clock (法的な期限): events in, deadlines with their rule, law and counting out. Pure.

`events` what an event is; `timeline` the events at one reading of their dates; `detention`, `sentence`, `afterwards` the
rules, one function a deadline; `deriving` all of them; `releasing` when the person may be free; `checking` what cannot be.
"""
