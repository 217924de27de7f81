"""Pure rules of time and promises: when something is due, given the facts and the moment."""
