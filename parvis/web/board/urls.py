from __future__ import annotations

from django.urls import path

from parvis.web.board.views import care, columns, feeds, look, share

urlpatterns = [
    path("boards/", look.boards, name="boards"),
    path("boards/new", care.new, name="boards_new"),
    path("boards/feeds", feeds.bring, name="boards_feeds"),
    path("boards/feeds.opml", feeds.take_all, name="boards_opml"),
    path("boards/feeds/<int:id>/", feeds.listed, name="feedlist"),
    path("boards/feeds/<int:id>/begin", feeds.begin, name="feedlist_begin"),
    path("boards/shares/<int:id>/revoke", share.revoke, name="share_revoke"),
    path("boards/<int:id>/", look.board, name="board"),
    path("boards/<int:id>/news", look.news, name="board_news"),
    path("boards/<int:id>/edit", care.edit, name="board_edit"),
    path("boards/<int:id>/delete", care.delete, name="board_delete"),
    path("boards/<int:id>/share", share.share, name="board_share"),
    path("boards/<int:id>/feeds.opml", feeds.take, name="board_opml"),
    path("columns/new", columns.new, name="columns_new"),
    path("columns/<int:id>/", look.column, name="column"),
    path("columns/<int:id>/edit", columns.edit, name="column_edit"),
    path("columns/<int:id>/move", columns.move, name="column_move"),
    path("columns/<int:id>/read", columns.read, name="column_read"),
    path("columns/<int:id>/remove", columns.remove, name="column_remove"),
]
