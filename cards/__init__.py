"""What people see in the chat: values and texts in, Adaptive Cards out; no clock, no store, no network."""
