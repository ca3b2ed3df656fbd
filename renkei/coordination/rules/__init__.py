"""The area's rules: one file per noun (referral, joint, closing)."""
