"""The statistics of FTC QI: plain Python, standard library only, no Django and no query.

Give a series as a list of numbers (None = missing) and how it is divided into phases; get back centre
lines, sides, signals and the status in words. Nothing here knows about people, projects or disclosure:
`measures.faces` decides which numbers a reader may have, and only then asks this package.

- `types`         the shapes that go in and come out
- `charts`        the charts by key, and the rule sets that fit each
- `analysis`      one door: `analyse` a series as any chart, `again` with something changed
- `rules`         the rule sets, by key and version, and their limits
- `runchart`      run charts: the median and the runs along it
- `limits`        centre lines and limits: the formulae
- `control`       charts with limits, phase by phase
- `phases`        where phases lie, and which points feed their lines
- `patterns`      what the rules of charts with limits look for
- `status`        `status`: the one word a measure gets, from its analysis
- `icons`         variation and assurance of NHS Making Data Count, as values
- `funnel`        comparing many on one proportion or rate: limits by size
- `false_alarms`  how often pure chance would give each status (stored by `simulate`)
- `reference`     the JSON command `python -m measures.spc`, which repeats published engines' answers

May import: the standard library and itself.
"""

ENGINE_VERSION = 2
"""Raised whenever any number, signal or status could come out differently for the same input."""
