"""What happens without anybody speaking: waves open, are sent, close and are counted."""
