"""What is asked and advised, as data that people can read and correct without touching code."""
