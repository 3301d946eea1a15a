"""Public documents in the forms that partners read: pure functions from documents to bytes."""
