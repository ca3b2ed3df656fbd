"""The anchor of everything: person (pseudonym only), case (one episode), needs in codes, assignments. No personal data."""
