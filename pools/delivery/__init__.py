"""What Poolhouse says to people, and how it gets there: messages, the outbox, mail, SMS."""
