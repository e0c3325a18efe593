"""Pages that put several apps side by side: My work, project overview, the method from causes to gains, advisor,
portfolio; and what is taken along from them: diagrams, the summary, slides.

May import every app below it; no app imports it.
"""
