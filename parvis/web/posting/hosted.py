from __future__ import annotations

from django.urls import path

from parvis.web.posting.views import composing, pictures, signs, tending, versions

urlpatterns = [
    path("compose/preview", composing.preview, name="posting_preview"),
    path("compose/draft", composing.draft, name="posting_draft"),
    path("compose/names", composing.names, name="posting_names"),
    path("compose/picture", pictures.bring, name="posting_bring"),
    path("files/<str:name>", pictures.show, name="posting_picture"),
    path("posts/<int:id>/versions", versions.versions, name="posting_versions"),
    path("posts/<int:id>/react", signs.react, name="posting_react"),
    path("posts/<int:id>/mark", signs.mark, name="posting_mark"),
    path("posts/<int:id>/tend", tending.post, name="posting_tend_post"),
    path("topics/<int:id>/tend", tending.topic, name="posting_tend"),
    path("marks", signs.marks, name="posting_marks"),
]
