"""Who works where, under whom: the tree of units, its people, and the files both are read from."""
