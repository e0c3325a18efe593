"""What the demo's projects found out about their problems: fishbones and process maps, written as outlines.

After a cause may stand: `[P]` people who use the service told us, `[E: …]` evidence and how we know, `[+2]` votes,
`[×14]` how often it was counted, `[→ …]` the change idea made from it.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Fishbone:
    """counted: what was counted, if anything. outline: bones, causes, whys."""

    problem: str
    counted: str = ""
    outline: str


FISHBONES: dict[str, Fishbone] = {
    "warm-welcome": Fishbone(
        problem="Most drop-in visitors say no to the offer of an HIV test",
        counted="Reasons given when a visitor said no, on the tally sheets of one spring",
        outline="""\
People
  The person who asks is a stranger [P] [+3] [×61] [→ Peer makes the offer]
    Clinic staff change every week
      The rota is made by three organisations on their own
  Staff feel awkward about asking [+2] [→ Role-play for staff]
    Nobody has shown them how
      Training was planned for one evening only
  Visitors fear that others will talk [P] [×34]
  Regulars are asked every time they come [P] [×12]
Methods
  The offer comes at the door, before anybody has sat down [P] [+3] [×48] [→ Offer at the tea table]
    The form is filled in at the door
  The words on the card sound like a lecture [P] [×17]
    They were copied from a clinic leaflet
  Nobody says what happens after a yes [×9]
Place
  No quiet corner to talk [P] [+1] [×27]
    The only side room is the store
  The table stands beside the queue for food
Equipment
  Kits run out in the last week of the month [E: Stock sheets, January to April] [×6]
    They are ordered on the 1st, for one month
  The card is in English only [P] [×21] [→ Script in several languages]
Information
  The result takes too long to come [E: Days from test to result] [+2] [×38] [→ Result by text within days]
    The courier comes every second day
    Results wait until the nurse is in
  People think a test needs a doctor’s letter [P] [×15]
Time
  The drop-in closes before shift workers can come [×11] [→ Evening drop-in]
    Volunteers have to lock up by six
  The nurse is there for two hours only [+1]
""",
    ),
    "night-line": Fishbone(
        problem="Few people who meet the van at night take a test",
        outline="""\
People
  People wait for a bed and do not want to lose their place [P] [+1] [→ Van outside the night shelter]
  Two of the crew have never offered a test
Methods
  Being seen at the van says who you are [P] [+2] [→ Text line for a quiet pick-up]
    The van has large letters on its side
  The talk begins with questions about drugs [P]
Place
  The van parks where the lights are [E: Three nights of notes by the crew]
    The council gave us the space
Equipment
  It is cold inside, so nobody stays ten minutes [P] [+1]
""",
    ),
    "sunday-health": Fishbone(
        problem="Few members of the congregation take up the offer of a test",
        outline="""\
People
  Nobody has seen a leader take the test [P] [+2] [→ Leader takes the first test]
  Older members think it is not for them [P]
    The posters show young people only
Place
  The table stands in the corridor that everybody walks through [P] [→ Health table beside the food]
Methods
  The offer is made after people have left for lunch [+1]
  People would rather test where nobody sees them [P] [→ Self-sampling kits to take home]
""",
    ),
    "care-link": Fishbone(
        problem="People are referred, and then never meet their link worker",
        counted="Referrals without a first meeting, one quarter",
        outline="""\
People
  The person did not know that they were referred [P] [+2] [×14]
    The clinic ticks a box at the end of the visit
Methods
  Forms come with half of it missing [E: Forty forms read] [+1] [×19] [→ Referral by phone]
    The form asks what the clinic does not know
  The plan is four pages long [P] [×8] [→ Plan on a single page]
Place
  Our office is two buses away [P] [×11] [→ Pharmacy as a meeting place]
Equipment
  The shared inbox is read once a week [×7]
""",
    ),
}

PROCESSES: dict[str, str] = {
    "warm-welcome": """\
Visitor
  Comes in and signs the sheet
Peer worker
  Sits down at the tea table and talks
  Offers a test: is it a yes? [5 minutes]
Nurse
  Takes the visitor to the side room
  Takes the sample [10 minutes]
Volunteer
  Puts the sample in the box for the courier
  Wait for the courier [up to 2 days]
Laboratory
  Tests the sample [1 day]
Nurse
  Wait until the nurse is in [up to 3 days]
  Reads the result: does it need a talk?
  Sends the result by text
Visitor
  Reads the result
Nurse
  Rings, and agrees a visit to the clinic [15 minutes]
""",
    "care-link": """\
Clinic
  Asks: does the person want a link worker?
  Fills in the form
  Wait for the weekly post [up to 7 days]
Link worker
  Reads the form: is anything missing?
  Rings the clinic and asks
Person
  Wait for a call [3 to 10 days]
Link worker
  Rings and agrees where to meet
Person
  Meets the link worker [1 hour]
""",
}
"""Who, and under it what they do; in brackets how long it takes."""
