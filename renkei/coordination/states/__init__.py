"""The area's states: one file per noun (referral, joint, closing)."""
