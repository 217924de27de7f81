"""What the bot says unasked, and the wire that everything it says goes out on."""
