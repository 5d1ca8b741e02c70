"""What each ``copydesk`` command does, one module a command; imports nothing, so that no command pays for another."""
