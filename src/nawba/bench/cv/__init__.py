"""In: invented lives, themes that strangers wrote, documents with labels of others.
Out: résumés rendered as people send them, and how much of them the hiring room reads.
Nothing is invented by the reader: what it finds is compared with what the document shows.
Half of the invented résumés were looked at while the rules were written, the other half were not.
Called by ``cli``; needs ``hiring``.
"""
