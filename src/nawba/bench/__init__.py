"""The measurements behind ``nawba bench``: real server, real HTTP, figures with their conditions.

In: sizes and rates. Out: a dataclass of figures, printed as a table or as JSON.
Each run starts its own server on a free loopback port with a fresh database, and removes both.
Nothing is asserted here: a figure is printed with its conditions, and the reader judges.
Called by ``cli``; imports no other room of the top row but starts them as a process.
"""
