"""支援経過記録 (dated notes, corrected by a new version) and 会議 (attendees first; only what every attendee may know)."""
