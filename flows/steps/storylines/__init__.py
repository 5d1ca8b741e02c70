"""Tell which articles are about one developing event, apart from which are copies of each other.

``settings`` holds every threshold, ``terms`` keeps what an article is about in 128 bytes, ``follow`` puts articles in
order behind the one that began their storyline.
"""
