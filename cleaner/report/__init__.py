"""A version as one HTML page that a person reads: what went in, what came out, and a sample of articles with every removal.

A view of the published tables and of nothing else: text, fields and removals give back every line of the input.
`counts` and `sample` read the version, `plots` draws, `page` puts it together, and `write` puts it on the disk.
"""
