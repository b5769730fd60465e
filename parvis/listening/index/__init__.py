"""Which stored post has which word: what lets a new watch find the past without reading all of it.

Only hashes, in blocks of some thousand posts, made by a job from posts that have settled. What the index proposes may be
too much (a post reworded since, an accent, a distance), never too little; the matcher decides.
"""
