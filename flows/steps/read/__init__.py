"""Read: sources in, batches of documents, sightings and rejects out.

``sources`` lists what is to be opened, ``files`` opens one of them, ``compression`` unpacks it as it streams,
``formats`` tells what it is, ``jsonlines``, ``tables`` and ``archives`` cut it into ``records``, ``decode`` turns bytes
into text, ``html`` renders pages (``markup`` tames hostile ones first, ``page_metadata`` reads what they say about
themselves), ``dates`` reads dates, and ``batches`` puts it all into frames, within the limits of ``settings``.
Nothing that was read disappears: a record becomes a sighting or a reject.
"""
