"""Letters to councillors and officers, as drafts for an e-mail program, and appointments for calendars."""
