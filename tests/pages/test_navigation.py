"""Every page's navigation: each role sees the places it may open, and each of them opens."""

import re

import pytest

PLACES = {
    "lead": ["My work", "Projects", "Community"],
    "member": ["My work", "Projects", "Community"],
    "contributor": ["Projects", "Community"],
    "advisor": ["Advisor dashboard", "Projects", "Community"],
    "coach": ["Advisor dashboard", "Projects", "Community"],
    "fund_manager": ["Programme", "Advisor dashboard", "Portfolio", "Payments", "Projects", "Community"],
    "finance": ["Payments"],
    "funder": ["Portfolio", "Projects", "Community"],
    "outsider": [],
}


@pytest.mark.parametrize("role", PLACES)
def test_navigation_holds_what_the_role_may_open_and_nothing_else(as_role, project, role):
    client = as_role(role)
    html = client.get("/accounts/me/").content.decode()
    nav = re.search(r'<nav aria-label="Main">(.*?)</nav>', html, re.S)
    links = re.findall(r'href="([^"]*)"[^>]*>([^<]*)</a>', nav[1]) if nav else []
    assert [label for _, label in links] == PLACES[role]
    assert [client.get(url).status_code for url, _ in links] == [200] * len(links)
    assert ("Search</span>" in html) == ("Projects" in PLACES[role])


def test_phone_bar_leads_a_team_to_its_log(as_role, project):
    html = as_role("lead").get("/").content.decode()
    bar = re.search(r'<nav class="q-tabbar".*?</nav>', html, re.S)[0]
    assert f'href="/projects/{project.slug}/log/"' in bar
    assert bar.count("<a ") == 4
