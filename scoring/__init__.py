"""From answers to figures: the index, the sums of groups, and the one door through which results leave."""
