"""A stand-in for a cluster of Qdrant: the part of its REST interface that the collection uses.

Written from Qdrant's published OpenAPI document (1.19) and from what its source says of transfers, recovery and
refusals. It keeps points and moves shards, and searches nothing.
"""
