"""Names of people: which are common here, how they are inflected, and whether a text seems to hold one."""
