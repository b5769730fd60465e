"""Keys as 64-bit numbers, the same in every process and on every machine (Python's own `hash` is neither).

A word is a polynomial of its letters, so that numpy finds the hash of every word of a batch, and of the start of every
word, from one running sum (`cutting`). What is not a plain word is a word's number, altered.
"""

from __future__ import annotations

from functools import lru_cache

import xxhash

from parvis.listening.matching.keys import Key

WHOLE = 2**64 - 1
BASE = 0xD1342543DE82EF95
MENTION = 0xC2B2AE3D27D4EB4F
FIRST, SECOND = 0xD6E8FEB86659FD93, 0x9E3779B97F4A7C15
_START = 0x632BE59BD9B4E019


def letter_hash(code: int) -> int:
    """The number of a folded letter (the finaliser of splitmix64)."""
    mixed = (code + 1) * 0x9E3779B97F4A7C15 & WHOLE
    mixed = (mixed ^ mixed >> 30) * 0xBF58476D1CE4E5B9 & WHOLE
    mixed = (mixed ^ mixed >> 27) * 0x94D049BB133111EB & WHOLE
    return mixed ^ mixed >> 31


_letter = lru_cache(maxsize=4096)(letter_hash)


def start_mark(length: int) -> int:
    """What tells the start of a word, `length` letters long, from a word."""
    return (length * _START | 1) & WHOLE


def word_hash(letters: str) -> int:
    """The number of a folded word without sign."""
    total, power = 0, 1
    for letter in letters:
        total += _letter(ord(letter)) * power
        power = power * BASE & WHOLE
    return total & WHOLE


def pair_hash(first: int, second: int) -> int:
    """The number of two words in a row."""
    return (first * FIRST & WHOLE) ^ (second + SECOND & WHOLE)


@lru_cache(maxsize=8_192)
def key_hash(key: Key) -> int:
    """The number of a key; equal numbers mean equal keys, but for an accident in 2⁶⁴."""
    if isinstance(key, tuple):
        return pair_hash(word_hash(key[0]), word_hash(key[1]))
    if ":" in key:
        return xxhash.xxh3_64_intdigest(key.encode("utf-8", "surrogatepass"))
    letters = key.removeprefix("*").removeprefix("@")
    number = word_hash(letters)
    if key[0] == "*":
        number ^= start_mark(len(letters))
    return number ^ MENTION if "@" in key[:2] else number
