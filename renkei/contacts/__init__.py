"""支援経過記録: plain dated notes with a class each; corrected by a new version, never overwritten."""
