"""Cut pages into blocks with roles, and blocks into articles.

``lines`` tiles the page with blocks; ``features`` describes each block; ``repeats`` finds what stands again within
the page; ``heads`` ties those lines to heads; ``boundaries`` finds where articles begin; ``roles`` names each block by
rules. ``segment`` composes them.
"""
