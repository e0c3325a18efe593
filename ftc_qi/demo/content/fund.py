"""The fund itself: its lists, its people and the organisations around it. All invented."""

from ftc_qi.demo.plan import Person

NAME, SLUG = "Riverside HIV Improvement Fund", "riverside-hiv-improvement-fund"
SUMMARY = (
    "£1 million a year for three years, for projects led by voluntary organisations that make HIV testing easier, "
    "help people stay on treatment and help them live well. Every project works by quality improvement."
)
BUDGET = 1_000_000
DOMAIN = "demo.example"
PASSWORD = "demo-quality-2026"  # noqa: S105 (printed for everybody to use)

TESTING, TREATMENT, LIVING = "Testing and early diagnosis", "Staying on treatment", "Living well"
THEMES = (TESTING, TREATMENT, LIVING)

GROUPS = (
    "Migrants",
    "People who are homeless",
    "People who use drugs or alcohol",
    "Black and minority ethnic communities",
    "Women",
    "Younger people",
    "Socially isolated people",
    "Faith groups",
)

ROLES = (
    Person(name="Maya O.", role="fund_manager", account="manager"),
    Person(name="Felix N.", role="finance", account="finance"),
    Person(name="Rosa T.", role="advisor", account="advisor"),
    Person(name="Leonie G.", role="funder", account="funder"),
)
COACH = Person(name="Idris K.", role="advisor", account="coach")
COACHED = ("under-25", "steady-ground", "first-steps", "sunday-health")

SIGN_INS = (
    ("manager", "fund manager"),
    ("finance", "finance"),
    ("advisor", "QI advisor"),
    ("coach", "coach of some projects"),
    ("lead", "project lead of Warm Welcome"),
    ("member", "team member of Warm Welcome"),
    ("contributor", "contributor to Warm Welcome"),
    ("funder", "funder"),
)
"""Account and what it shows, in the order they are printed."""

PARTIES = (
    ("funder", "Riverside Health Partnership", "other"),
    ("administrator", "Harbour Grants Office", "voluntary"),
    ("qi_partner", "Tidewater NHS Foundation Trust", "nhs"),
)
"""Role in the programme, organisation, its kind."""

PARTNERS = {
    "Quayside Sexual Health Clinic": "nhs",
    "Lantern Street Clinic": "nhs",
    "Old Mill Clinic": "nhs",
    "Riverbank Hospital HIV Service": "nhs",
    "Greenhythe Park Clinic": "nhs",
    "Beacon Row Young People’s Clinic": "nhs",
    "Summerhill Pharmacy Service": "nhs",
    "Norwater Borough Council": "council",
    "Eastmere Borough Council": "council",
    "Highfold Borough Council": "council",
    "Open Kettle Day Centre": "community",
    "Bellwether Hostel Tenants": "community",
    "Sisters of the Square": "community",
    "Canal Street Night Shelter": "community",
    "Many Rivers Language Group": "community",
    "St Brannoc’s Welcome Group": "community",
    "Hope Chapel Health Circle": "community",
    "Grove Lane Mosque Friends": "community",
    "Second Bus Youth Theatre": "community",
    "Harvest Table Lunch Club": "community",
    "Plain Page Writers": "community",
    "Tally House Recovery Group": "community",
}
"""Partner organisation → its kind."""
