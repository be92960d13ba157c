"""The Excel add-in: built from text by our own code, no Excel needed."""
