"""Monthly progress scores of the demo's projects, as steps: a score given so many months ago and each month from then
on, with its reason where it changed. The newest are a month old at most, so that the story is the same on any day."""

from typing import NamedTuple


class Step(NamedTuple):
    """From so many months ago on. advice: only the advisor gives one."""

    months_ago: int
    score: str
    reason: str
    advice: str = ""


class Told(NamedTuple):
    """Each side's steps, oldest first; the months ago of its newest score; months it left out."""

    team: tuple[Step, ...]
    advisor: tuple[Step, ...]
    team_until: int = 1
    advisor_until: int = 1
    left_out: tuple[int, ...] = ()
    corrected: Step | None = None
    """A score of the team as it first stood, and what the correction said."""


AGAIN = (
    "As last month. The work goes on; nothing has moved up yet.",
    "No change: we wait for the figures of the newest test.",
    "The same. We met, looked at the chart together and kept our level.",
    "Still here. Figures are up to date and tell the same story.",
    "As before. We talked about what would bring the next step.",
)
AGAIN_ADVISOR = (
    "As last month. The charts say the same.",
    "No change that I can see in the record.",
    "The same level: I read the newest cycle and the charts.",
)

SCORES = {
    "warm-welcome": Told(
        team=(
            Step(23, "2.0", "We count offers at every session now and know where we stand."),
            Step(20, "2.5", "The poster did not work, but it was our first test and it taught us something."),
            Step(17, "3.0", "Tea at the table: people stay to talk, and more of them say yes."),
            Step(14, "3.5", "Peers make the offer. The chart has moved, and it is still up."),
            Step(8, "4.0", "All our sites work this way. The line has moved a second time."),
            Step(
                4,
                "4.5",
                "The new line has held since spring, also in the weeks when we were short of people.",
            ),
        ),
        advisor=(
            Step(
                23,
                "2.0",
                "A baseline is being gathered, with clear definitions.",
                "Pick a test small enough for one session.",
            ),
            Step(
                19,
                "2.5",
                "A first test, ended for a good reason.",
                "Try who asks, rather than what is on the wall.",
            ),
            Step(
                16,
                "3.0",
                "Two linked tests, each learning from the one before.",
                "Write the prediction as a number.",
            ),
            Step(
                12,
                "3.5",
                "The main outcome shows a shift that began with the peers.",
                "See if it holds where nobody knows you.",
            ),
            Step(
                6,
                "4.0",
                "Every site took part and the chart was re-based with a good reason.",
                "Write down who watches the chart when the project ends.",
            ),
        ),
        team_until=2,
        left_out=(15,),
        corrected=Step(
            5, "4.5", "We had counted a month twice. The line holds, but not for long enough to say so."
        ),
    ),
    "sunday-health": Told(
        team=(
            Step(20, "1.5", "Four congregations have said yes. We plan the first stalls."),
            Step(17, "2.0", "We know how many people come to the stall and how many are tested."),
            Step(12, "2.5", "First stall with blood pressure checks held."),
            Step(7, "3.0", "People tell us that they would not have come for a test alone."),
        ),
        advisor=(
            Step(20, "1.5", "Good plans and willing partners.", "Settle on one main outcome."),
            Step(
                15, "2.0", "Figures come in each month.", "Begin a small test now, the plan is good enough."
            ),
            Step(
                10,
                "2.5",
                "A test was run, its Study is still open.",
                "Write what the figures said beside what you expected.",
            ),
            Step(2, "3.0", "People’s own words point the right way.", "Try the kits to take home, small."),
        ),
    ),
    "first-steps": Told(
        team=(
            Step(18, "1.5", "We found the hostels and colleges where people first arrive."),
            Step(14, "2.0", "The list from the clinic gives us a starting point."),
            Step(10, "2.5", "The first test has ended; people did not come at that hour."),
        ),
        advisor=(
            Step(18, "1.5", "The team is complete.", "Agree what you count before you begin."),
            Step(13, "2.0", "A baseline is under way.", "Log the summer’s figures when the list comes."),
            Step(
                8,
                "2.5",
                "A test was ended, with an honest Study.",
                "Ask people what stops them, then test that.",
            ),
        ),
        team_until=5,
        advisor_until=2,
    ),
    "night-line": Told(
        team=(
            Step(21, "1.5", "The van is found, and the rota is nearly full."),
            Step(17, "2.0", "We note every night whom we reach."),
            Step(12, "2.5", "First test: two stops instead of five."),
            Step(6, "3.0", "Fewer stops, longer stays: people come back to the van."),
        ),
        advisor=(
            Step(21, "1.5", "Plans are clear.", "Decide how you count a person who comes twice."),
            Step(16, "2.0", "Weekly figures from the start.", "Small numbers: the weekly count says most."),
            Step(11, "2.5", "A first test with a prediction.", "Link the next test to it."),
            Step(
                5,
                "3.0",
                "What people say points the same way as the weekly count.",
                "Run it for a full quarter.",
            ),
        ),
    ),
    "back-in-touch": Told(
        team=(
            Step(22, "2.0", "The clinic gives us its list each month."),
            Step(18, "2.5", "A letter first, then a call: tested with a few."),
            Step(13, "3.0", "Calls from a peer bring people back; letters do not."),
            Step(9, "3.5", "The line stepped up after the peers began."),
            Step(3, "4.0", "Both clinics do it this way now, and new peers are trained."),
        ),
        advisor=(
            Step(22, "2.0", "Data each month, well defined.", "Start with one clinic."),
            Step(17, "2.5", "A first test, written up well.", "Compare a call with a letter."),
            Step(12, "3.0", "A clear learning: who calls matters.", "Take it to the second clinic."),
            Step(
                7,
                "3.5",
                "A step up on the chart, and the team can say what it changed.",
                "Show it at the next session.",
            ),
            Step(
                2,
                "4.0",
                "More than half of the way, at both clinics.",
                "Think about who calls when the grant ends.",
            ),
        ),
    ),
    "care-link": Told(
        team=(
            Step(22, "2.0", "We sat in on visits to see where people get lost."),
            Step(18, "2.5", "The single-page plan is tried with one link worker."),
            Step(13, "3.0", "People bring the page to their visits; link workers like it."),
            Step(8, "3.5", "The chart has stepped up since everybody uses the page."),
        ),
        advisor=(
            Step(22, "2.0", "The process is mapped and measured.", "One page is a good first idea: test it."),
            Step(17, "2.5", "First cycle done, prediction beside result.", "Try it with a second worker."),
            Step(
                11,
                "3.0",
                "A test that grew in scale and was adopted.",
                "Look at what happens at the pharmacy.",
            ),
            Step(3, "3.5", "The step on the chart holds.", "A few lines of Study on the pharmacy test."),
        ),
    ),
    "steady-ground": Told(
        team=(
            Step(21, "1.5", "Hostels are visited and storage is agreed."),
            Step(17, "2.0", "Missed doses are asked about each week."),
            Step(12, "2.5", "Lockers tried in one hostel."),
            Step(8, "3.0", "People with a locker miss less, and say so."),
            Step(4, "2.5", "The lockers have closed and missed doses went up. We step back half a level."),
        ),
        advisor=(
            Step(21, "1.5", "Partners found.", "Choose the measure you would show first."),
            Step(16, "2.0", "A good weekly measure.", "One hostel is enough to begin."),
            Step(
                9,
                "2.5",
                "A first test of the lockers, promising but short.",
                "Write what could stand in for the lockers.",
            ),
        ),
    ),
    "under-25": Told(
        team=(
            Step(20, "2.0", "Young people told us when they would come."),
            Step(16, "2.5", "Reminders by text tested twice."),
            Step(10, "3.0", "Those who choose their hour say that it suits them."),
            Step(5, "3.5", "More hours to choose from, and good words from those who come."),
        ),
        advisor=(
            Step(20, "2.0", "A measure of missed visits, month by month.", "Test small, with one nurse."),
            Step(
                15, "2.5", "Two tests, both told you something.", "It is the hours: test visits after school."
            ),
            Step(
                4,
                "2.0",
                "Missed visits have gone up since the clinic moved, and no test is under way.",
                "Sit down with the clinic; I will come along.",
            ),
        ),
    ),
    "side-by-side": Told(
        team=(
            Step(23, "2.0", "We know how many are offered a peer, and how soon."),
            Step(20, "2.5", "First offers made by the nurse in the same visit."),
            Step(16, "3.0", "Offers in the same visit work; we do it in one clinic."),
            Step(11, "3.5", "A second clinic has joined and the chart went up."),
            Step(7, "4.0", "Most people meet a peer within the days we aimed for."),
            Step(2, "4.5", "It has held over summer and through a change of staff."),
        ),
        advisor=(
            Step(23, "2.0", "A clear aim and a baseline.", "Predict a number."),
            Step(19, "2.5", "A first cycle, documented in full.", "Same clinic, more days."),
            Step(15, "3.0", "A ramp that grows step by step.", "Take it to the second clinic."),
            Step(10, "3.5", "Both clinics move the same way.", "Watch what second meetings bring."),
            Step(6, "4.0", "Well beyond half of the way.", "Would you write it up for the others?"),
            Step(1, "4.5", "A shift that has held in the new phase.", "Agree who watches it next year."),
        ),
    ),
    "her-circle": Told(
        team=(
            Step(20, "1.5", "Women who live with HIV lead the planning."),
            Step(16, "2.0", "We ask at each circle how supported people feel."),
            Step(11, "2.5", "Childcare tried at one circle."),
            Step(7, "3.0", "With childcare more women come, and come back."),
            Step(3, "3.5", "Two circles run this way and the answers are better in both."),
        ),
        advisor=(
            Step(20, "1.5", "Led by the people it is for.", "Keep the questions the same each time."),
            Step(15, "2.0", "A measure that people answer.", "Childcare: test it at one circle."),
            Step(10, "2.5", "A first test, prediction and all.", "Run it again before you grow it."),
            Step(6, "3.0", "Support and childcare moved together.", "A second circle next."),
            Step(
                2, "3.5", "The second circle shows the same.", "Write down what a circle needs to run well."
            ),
        ),
    ),
    "good-company": Told(
        team=(
            Step(19, "1.5", "Volunteers are found and checked."),
            Step(14, "2.0", "Matches are made, and we ask how people are each month."),
            Step(9, "2.5", "We tried a call in place of a visit, with some."),
        ),
        advisor=(
            Step(19, "1.5", "A kind and careful start.", "Decide on the one question you ask everybody."),
            Step(13, "2.0", "The first months of figures.", "Write the prediction before you begin."),
            Step(
                8,
                "2.5",
                "A test was done; its prediction came after it.",
                "Next time a line before you start.",
            ),
        ),
        team_until=3,
        advisor_until=3,
    ),
    "clear-words": Told(
        team=(
            Step(16, "1.0", "The team has met, and the writers are on board."),
            Step(12, "1.5", "Rooms and dates for the first workshops are settled."),
            Step(9, "2.0", "Two workshops held, with a short form at the end."),
        ),
        advisor=(
            Step(16, "1.0", "Charter and team are there.", "Plan how you will know that it helps."),
            Step(11, "1.5", "Good planning.", "A form of three questions is enough."),
            Step(8, "2.0", "First figures.", "Write what you see while the workshops run."),
        ),
        team_until=4,
        advisor_until=4,
    ),
}
