"""Papers as web pages: one file with all in it, that any browser shows and a screen reader reads.

No scripts, nothing fetched. Headings go down in order from the title, tables have their headings named, everything
flows anew at any width and size, and every colour stands out from its background as WCAG 2.2 AA asks. What is a
matter of sheets is left out.
"""
