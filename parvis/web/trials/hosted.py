from __future__ import annotations

from django.urls import path

from parvis.web.trials.views import calls, choosing, findings, shipping

urlpatterns = [
    path("tests/<int:id>/set", calls.set_up, name="trials_set"),
    path("tests/<int:id>/call", calls.call, name="trials_call"),
    path("tests/<int:id>/apply", calls.apply, name="trials_apply"),
    path("tests/<int:id>/leave", calls.leave, name="trials_leave"),
    path("tests/<int:id>/people", choosing.people, name="trials_people"),
    path("tests/<int:id>/people.csv", choosing.people_csv, name="trials_people_csv"),
    path("tests/<int:id>/choose", choosing.choose, name="trials_choose"),
    path("tests/<int:id>/lot", choosing.lot, name="trials_lot"),
    path("tests/<int:id>/tickets.txt", choosing.tickets, name="trials_tickets"),
    path("tests/<int:id>/address", shipping.address, name="trials_address"),
    path("tests/<int:id>/arrived", shipping.arrived, name="trials_arrived"),
    path("tests/<int:id>/parcels", shipping.parcels, name="trials_parcels"),
    path("tests/<int:id>/labels.csv", shipping.labels_csv, name="trials_labels"),
    path("tests/<int:id>/feedback", findings.feedback, name="trials_feedback"),
    path("tests/<int:id>/found", findings.found, name="trials_found"),
    path("tests/<int:id>/found.csv", findings.found_csv, name="trials_found_csv"),
]
