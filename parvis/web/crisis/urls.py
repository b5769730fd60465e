from __future__ import annotations

from django.urls import path

from parvis.web.crisis.views import ambassadors, door, journal, room, statements

urlpatterns = [
    path("crisis/", door.crises, name="crises"),
    path("crisis/new", door.new, name="crisis_new"),
    path("crisis/proposals/<int:id>/refuse", door.refuse, name="crisis_proposal_refuse"),
    path("crisis/<int:id>/", room.room, name="crisis"),
    path("crisis/<int:id>/close", door.close, name="crisis_close"),
    path("crisis/<int:id>/reopen", door.reopen, name="crisis_reopen"),
    path("crisis/<int:id>/journal", journal.journal, name="crisis_journal"),
    path("crisis/<int:id>/journal.md", journal.markdown, name="crisis_journal_markdown"),
    path("crisis/<int:id>/journal.csv", journal.table, name="crisis_journal_csv"),
    path("crisis/<int:id>/note", room.note, name="crisis_note"),
    path("crisis/<int:id>/roles", room.give, name="crisis_give_role"),
    path("crisis/roles/<int:id>/end", room.end, name="crisis_role_end"),
    path("crisis/<int:id>/tasks", room.add_task, name="crisis_add_task"),
    path("crisis/tasks/<int:id>/tick", room.tick, name="crisis_task_tick"),
    path("crisis/tasks/<int:id>/reword", room.reword, name="crisis_task_reword"),
    path("crisis/tasks/<int:id>/remove", room.remove_task, name="crisis_task_remove"),
    path("crisis/<int:id>/statements", statements.write, name="crisis_write_statement"),
    path("crisis/statements/<int:id>/", statements.reword, name="statement_reword"),
    path("crisis/statements/<int:id>/validate", statements.validate, name="statement_validate"),
    path("crisis/statements/<int:id>/withdraw", statements.withdraw, name="statement_withdraw"),
    path("crisis/<int:id>/people", ambassadors.people, name="crisis_people"),
    path("crisis/<int:id>/people/add", ambassadors.add, name="crisis_add_people"),
    path("crisis/people/<int:id>/informed", ambassadors.informed, name="crisis_contact_informed"),
    path("crisis/people/<int:id>/remove", ambassadors.remove, name="crisis_contact_remove"),
    path("crisis/people/<int:id>/message", ambassadors.message, name="crisis_contact_message"),
]
