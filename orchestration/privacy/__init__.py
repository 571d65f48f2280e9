"""Privacy: where a person is held, what is held, and erasure that leaves no byte behind.

An erasure is written down as tombstones, keyed hashes of whatever names the person. Everything
after that is derived from tombstones alone: files of the archive give way to redacted successors,
journals are renamed, what derives from them is built again. So an erasure that was killed goes on
where it stood, and a file that is delivered again is redacted before it is read.
"""
