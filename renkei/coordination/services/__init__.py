"""The area's services: one file per noun (referral, joint, closing)."""
