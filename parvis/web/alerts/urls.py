from __future__ import annotations

from django.urls import path

from parvis.web.alerts.views import lists, mine, rules

urlpatterns = [
    path("alerts/", lists.alerts, name="alerts"),
    path("alerts/<int:id>/", lists.alert, name="alert"),
    path("alerts/<int:id>/close", lists.close, name="alert_close"),
    path("alerts/<int:id>/reopen", lists.reopen, name="alert_reopen"),
    path("alerts/deliveries/<int:id>/again", lists.again, name="alert_delivery_again"),
    path("alerts/rules/", rules.rules, name="alert_rules"),
    path("alerts/rules/new", rules.new, name="alert_rule_new"),
    path("alerts/rules/try", rules.try_new, name="alert_rule_try"),
    path("alerts/rules/<int:id>/edit", rules.edit, name="alert_rule_edit"),
    path("alerts/rules/<int:id>/try", rules.try_edit, name="alert_rule_try_edit"),
    path("alerts/rules/<int:id>/pause", rules.pause, name="alert_rule_pause"),
    path("alerts/rules/<int:id>/resume", rules.resume, name="alert_rule_resume"),
    path("alerts/rules/<int:id>/remove", rules.remove, name="alert_rule_remove"),
    path("alerts/rules/<int:id>/hear", mine.hear, name="alert_rule_hear"),
    path("alerts/mine", mine.mine, name="alerts_mine"),
    path("alerts/mine/save", mine.save, name="alerts_mine_save"),
]
