"""Commands of the chats, one implementation each, whatever the platform."""
