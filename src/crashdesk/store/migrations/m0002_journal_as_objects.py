"""The journal becomes a kind of object, so that it can be filtered, sorted and searched like any other."""

from __future__ import annotations

from crashdesk.store.migrations.migration import Migration

JOURNAL_AS_OBJECTS = Migration(
    2,
    (
        """
        INSERT INTO object (type, id, generation, revision, body)
        SELECT 'journal_entry', printf('%019d', id), 0, 0, json_object(
            'id', printf('%019d', id),
            'at', at,
            'event', event,
            'object_type', type,
            'object_id', object_id,
            'sentence', json(sentence),
            'answer', answer,
            'change_id', change_id,
            'change', change
        )
        FROM journal ORDER BY id
        """,
        "DROP TABLE journal",
    ),
)
