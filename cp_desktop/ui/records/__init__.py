"""The one table, the one form and the one list page, fed by the declarations; nothing here knows a subject."""
