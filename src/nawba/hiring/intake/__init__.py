"""In: a folder, an archive or a file of documents, and the job that they come for.
Out: rows of candidates and applications: what was read, scores with their reasons, a quarantine.
What was read once is kept; a run that was killed goes on where it stopped, and reads nothing twice.
Scores come of declared criteria alone; each is logged with its version, inputs and lines.
Called by ``web``, ``cli`` and ``bench``; needs ``actions``, ``store`` and its sister rooms.
"""
