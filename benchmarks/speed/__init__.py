"""How fast, beside what peers do in the same run on the same documents.

    python -m benchmarks.speed CORPORA --peers VENV/bin/python

`CORPORA` is the folder of `benchmarks.quality`. The peers have an environment of their own, since datatrove's extras want an
old trafilatura; docs/benchmarks.md says how to make it. Without `--peers` only this project's rows are measured.

Speed is told by the processor time of the whole process tree, as the difference between a large input and a tenth of it: on a
machine that others use too, time on the wall tells how busy they were. It is printed as well.
"""
