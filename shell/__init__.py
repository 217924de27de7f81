"""What an administrator does at the shell, a module for each group of commands."""
