"""Formats of public documents: pure functions from documents to bytes."""
