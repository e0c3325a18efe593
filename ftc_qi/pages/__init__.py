"""Pages that put several apps side by side: My work, project overview, advisor, portfolio.

May import every app below it; no app imports it.
"""
