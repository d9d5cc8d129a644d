"""In: the bytes of a candidate's document: PDF, DOCX, ODT, HTML, plain text or a picture.
Out: its lines in reading order, where each stands, how sure that order is, and what to look at.
A document is never trusted: it is read in a child process with little memory and little time.
Nothing that it points to is fetched, nothing in it is run; what nobody sees is read for no fact.
Called by ``hiring``, ``web``, ``cli`` and ``bench``; needs ``domain`` and the extra ``hiring``.
"""
