"""The area's queries: one file per noun (referral, joint, closing)."""
