from __future__ import annotations

from django.urls import path

from parvis.web.members.views import arrivals, charter, going, joining, passkey, profiles, steps, ties, welcome

urlpatterns = [
    path("welcome", welcome.welcome, name="members_welcome"),
    path("welcome/with/<slug:provider>", welcome.elsewhere, name="members_elsewhere"),
    path("welcome/<str:token>", welcome.confirm, name="members_confirm"),
    path("join", joining.join, name="forum_join"),
    path("members", profiles.directory, name="members"),
    path("m/<str:handle>", profiles.profile, name="members_profile"),
    path("trust", profiles.trust, name="members_trust"),
    path("m/<str:handle>/tie", ties.to_member, name="members_tie"),
    path("topics/<int:id>/hear", ties.of_topic, name="members_hear_topic"),
    path("s/<slug:space>/hear", ties.of_space, name="members_hear_space"),
    path("me/copy", going.copy, name="members_copy"),
    path("me/leave", going.leave, name="members_leave"),
    path("me", profiles.me, name="members_me"),
    path("passkey", passkey.add, name="members_passkey"),
    path("passkey/options", passkey.options, name="members_passkey_options"),
    path("charter", charter.charter, name="members_charter"),
    path("charter/edit", charter.edit, name="members_charter_edit"),
    path("steps", steps.begin, name="members_steps"),
    path("steps/interests", steps.interests, name="members_interests"),
    path("steps/hello", steps.hello, name="members_hello"),
    path("arrivals", arrivals.arrivals, name="members_arrivals"),
    path("arrivals/joining", arrivals.joining, name="members_joining"),
    path("arrivals/links", arrivals.invite, name="members_invite"),
    path("arrivals/links/<int:link>/revoke", arrivals.revoke, name="members_revoke"),
    path("arrivals/<int:applicant>", arrivals.decide, name="members_decide"),
]
