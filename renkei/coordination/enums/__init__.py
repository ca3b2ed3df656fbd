"""The area's enums: one file per noun (referral, joint, closing)."""
