"""Papers as PDF: tagged (PDF/UA-1), fit for an archive (PDF/A-2a), the same bytes for the same tree.

Only here ReportLab is known.
"""
