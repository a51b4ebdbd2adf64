"""What is known of the two languages beside names: word frequencies, and which letters render which.

The data files and what reads and makes them. What they mean is the matching floor's.
"""
