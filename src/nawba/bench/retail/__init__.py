"""A retail desk to be measured: a back office over given data, and our assistant in front of it.

In: a database of products, users and orders (the form of tau2-bench's retail set), and lines of a
customer. Out: what the assistant says, and the changes it made. No language model: flows decide,
and a wish is acted on only when every word of it is accounted for; else it is asked, then handed
over. Pure: nothing here reads a file but the flows beside it. Called by ``bench.tasks``.
"""
