"""The pages as people use them: a real server process, real Chromium windows, no knowledge inside.

``server`` runs the house, ``people`` are the customer, the adviser and the supervisor with what
they can see and do, ``scene`` brings the house into a state worth looking at.
"""
