"""Answers that were written before they kept whom they answer."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("outbox", "0002_addressee")]
    operations = [
        migrations.RunSQL(
            "UPDATE outbox_outgoing SET addressee_id = "
            "(SELECT author_id FROM conversations_post WHERE conversations_post.id = outbox_outgoing.reply_to_id)",
            migrations.RunSQL.noop,
            elidable=True,
        )
    ]
