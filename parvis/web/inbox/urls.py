from __future__ import annotations

from django.urls import path

from parvis.web.inbox.views import answer, bulk, look, macros, merging, presence, route, saved, work

urlpatterns = [
    path("inbox/", look.inbox, name="inbox"),
    path("inbox/here", presence.here, name="inbox-here"),
    path("inbox/bulk", bulk.act, name="inbox-bulk"),
    path("inbox/bulk/<int:bulk>", bulk.progress, name="bulk"),
    path("inbox/bulk/<int:bulk>/undo", bulk.undo, name="bulk-undo"),
    path("inbox/views/", saved.page, name="views"),
    path("inbox/views/menu", saved.menu, name="views-menu"),
    path("inbox/views/save", saved.save, name="views-save"),
    path("inbox/views/default", saved.default, name="views-default"),
    path("inbox/views/<int:id>/rename", saved.rename, name="view-rename"),
    path("inbox/views/<int:id>/up", saved.move, name="view-up"),
    path("inbox/views/<int:id>/remove", saved.remove, name="view-remove"),
    path("inbox/<int:case>", look.case, name="case"),
    path("inbox/<int:case>/presence", presence.sign, name="case-presence"),
    path("inbox/<int:case>/macros", macros.choose, name="case-macros"),
    path("inbox/<int:case>/macros/<int:macro>", macros.use, name="case-macro"),
    path("inbox/<int:case>/statements/<int:statement>", macros.say, name="case-statement"),
    path("inbox/<int:case>/assign", work.assign, name="case-assign"),
    path("inbox/<int:case>/route", route.ask, name="case-route"),
    path("inbox/<int:case>/return", route.give_back, name="case-return"),
    path("inbox/<int:case>/recall", route.withdraw, name="case-recall"),
    path("inbox/<int:case>/merge", merging.merge, name="case-merge"),
    path("inbox/<int:case>/merge/undo", merging.undo, name="case-merge-undo"),
    path("inbox/<int:case>/split", merging.split, name="case-split"),
    path("inbox/<int:case>/type", work.classify, name="case-classify"),
    path("inbox/<int:case>/note", work.note, name="case-note"),
    path("inbox/<int:case>/snooze", work.snooze, name="case-snooze"),
    path("inbox/<int:case>/close", work.close, name="case-close"),
    path("inbox/<int:case>/reopen", work.reopen, name="case-reopen"),
    path("inbox/<int:case>/draft", answer.save, name="reply-save"),
    path("inbox/<int:case>/draft/discard", answer.discard, name="reply-discard"),
    path("inbox/<int:case>/send", answer.send, name="reply-send"),
    path("inbox/<int:case>/outgoing/<int:outgoing>/confirm", answer.confirm, name="outgoing-confirm"),
    path("inbox/<int:case>/outgoing/<int:outgoing>/again", answer.again, name="outgoing-again"),
    path("inbox/<int:case>/outgoing/<int:outgoing>/back", answer.take_back, name="outgoing-back"),
    path("posts/<int:post>/case", work.open_case, name="case-open"),
]
