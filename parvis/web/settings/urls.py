from __future__ import annotations

from django.urls import path

from parvis.web.settings.views import account, brand, hours, jobs, journal, personas, rules, targets, team

urlpatterns = [
    path("settings/", brand.brand, name="settings"),
    path("settings/brand", brand.save, name="settings_brand"),
    path("settings/team/", team.people, name="settings_team"),
    path("settings/team/add", team.add, name="seat_add"),
    path("settings/team/<int:id>/", team.edit, name="seat_edit"),
    path("settings/team/<int:id>/end", team.end, name="seat_end"),
    path("settings/departments/add", team.department_add, name="department_add"),
    path("settings/departments/<int:id>/rename", team.department_rename, name="department_rename"),
    path("settings/departments/<int:id>/remove", team.department_remove, name="department_remove"),
    path("settings/personas/", personas.personas, name="settings_personas"),
    path("settings/personas/add", personas.add, name="persona_add"),
    path("settings/personas/signature", personas.preview, name="persona_preview"),
    path("settings/personas/<int:id>/", personas.edit, name="persona_edit"),
    path("settings/personas/<int:id>/end", personas.end, name="persona_end"),
    path("settings/rules/", rules.rules, name="settings_rules"),
    path("settings/rules/add", rules.add, name="rule_add"),
    path("settings/rules/<int:id>/", rules.edit, name="rule_edit"),
    path("settings/rules/<int:id>/up", rules.move, {"way": "up"}, name="rule_up"),
    path("settings/rules/<int:id>/down", rules.move, {"way": "down"}, name="rule_down"),
    path("settings/rules/<int:id>/pause", rules.pause, name="rule_pause"),
    path("settings/rules/<int:id>/resume", rules.resume, name="rule_resume"),
    path("settings/rules/<int:id>/remove", rules.remove, name="rule_remove"),
    path("settings/hours/", hours.hours, name="settings_hours"),
    path("settings/hours/save", hours.save, name="hours_save"),
    path("settings/hours/close", hours.close, name="hours_close"),
    path("settings/hours/reopen", hours.reopen, name="hours_reopen"),
    path("settings/targets/", targets.targets, name="settings_targets"),
    path("settings/targets/set", targets.save, name="target_set"),
    path("settings/journal/", journal.journal, name="settings_journal"),
    path("settings/journal/check", journal.check, name="journal_check"),
    path("settings/jobs/", jobs.jobs, name="settings_jobs"),
    path("settings/jobs/<int:id>/retry", jobs.retry, name="job_retry"),
    path("settings/jobs/<int:id>/dismiss", jobs.dismiss, name="job_dismiss"),
    path("account/", account.account, name="account"),
    path("account/profile", account.profile, name="account_profile"),
    path("account/password", account.password, name="account_password"),
]
