"""Addresses of people: roles in a programme, invitations, teams."""

from django.urls import path

from ..views import invitations, people, team

urlpatterns = [
    path("programme/people/invite/", people.programme_invite, name="programme_invite"),
    path("programme/people/<int:pk>/projects/", people.role_edit, name="role_edit"),
    path("programme/people/<int:pk>/end/", people.role_end, name="role_end"),
    path(
        "programme/invitations/<int:pk>/resend/",
        people.programme_invitation_resend,
        name="programme_invitation_resend",
    ),
    path(
        "programme/invitations/<int:pk>/revoke/",
        people.programme_invitation_revoke,
        name="programme_invitation_revoke",
    ),
    path("invitations/<str:secret>/", invitations.invitation_page, name="invitation"),
    path("my-invitations/<int:pk>/", invitations.my_invitation, name="my_invitation"),
    path("my-project/", people.first_project, name="first_project"),
    path("projects/<slug:slug>/team/", team.team_page, name="team"),
    path("projects/<slug:slug>/team/invite/", team.team_invite, name="team_invite"),
    path("projects/<slug:slug>/team/add/", team.person_add, name="person_add"),
    path("projects/<slug:slug>/team/lead/", team.lead_hand_over, name="lead_hand_over"),
    path("projects/<slug:slug>/team/taking-part/", team.taking_part_edit, name="taking_part_edit"),
    path("projects/<slug:slug>/team/my-name/", team.own_name_edit, name="own_name_edit"),
    path("projects/<slug:slug>/team/leave/", team.team_leave, name="team_leave"),
    path("projects/<slug:slug>/team/<int:pk>/edit/", team.member_edit, name="member_edit"),
    path("projects/<slug:slug>/team/<int:pk>/remove/", team.member_remove, name="member_remove"),
    path(
        "projects/<slug:slug>/team/invitations/<int:pk>/resend/",
        team.team_invitation_resend,
        name="team_invitation_resend",
    ),
    path(
        "projects/<slug:slug>/team/invitations/<int:pk>/revoke/",
        team.team_invitation_revoke,
        name="team_invitation_revoke",
    ),
]
