"""The LibreOffice Calc extension: built from text, run by LibreOffice's own Python."""
