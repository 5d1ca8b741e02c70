"""Read: sources in, batches of documents, sightings and rejects out.

``sources`` lists what is to be opened, ``compression`` unpacks it as it streams, ``formats`` tells what it is,
``plain``, ``jsonlines``, ``tables`` and ``archives`` cut it into records, ``decode`` turns bytes into text, ``html``
renders pages (``markup`` tames hostile ones first, ``page_metadata`` reads what they say about themselves), and
``batches`` puts it all into frames. Nothing that was read disappears: a record becomes a sighting or a reject.
"""
