"""Papers as Word documents (.docx), in the council's own dress where she gives one. Only here python-docx is known."""
