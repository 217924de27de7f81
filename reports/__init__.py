"""What is written down for people outside the chat: documents to read, print and hand on."""
