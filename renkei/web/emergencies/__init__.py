"""緊急の閲覧: open it on a case, end it, answer for it, the register."""
