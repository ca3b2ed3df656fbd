"""The area's models: one file per noun (referral, joint, closing)."""
