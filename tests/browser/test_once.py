"""A double click writes once; coming back to a page, a person may send it again."""

from community.models import Action


def test_a_double_click_adds_one_action(page, sign_in, cast, project):
    sign_in(cast.lead)
    sent = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.goto("/projects/warm-welcome/actions/add/")
    page.get_by_label("What is to be done?").fill("Ask the library for a room")
    with page.expect_navigation():
        page.get_by_role("button", name="Save action").dblclick(no_wait_after=True)
    page.wait_for_url("**/actions/")
    assert len(sent) == Action.objects.count() == 1
    page.go_back()
    page.get_by_label("What is to be done?").fill("Ask the museum for a room")
    with page.expect_navigation():
        page.get_by_role("button", name="Save action").click()
    assert Action.objects.count() == 2
