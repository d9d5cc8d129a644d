"""The demo company: two invented brands, six sites, forty advisers, and people simulated on demand.

In: an empty store, or a running server's address. Out: a configured centre; living traffic.
The simulated people use the public HTTP routes as pages do and know nothing more.
Their words come from ``demo.phrases`` and the articles; nobody real is described.
Called by ``cli`` and ``bench``; imports no other room of the top row.
"""
