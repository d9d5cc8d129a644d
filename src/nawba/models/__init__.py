"""Machine-learned parts behind the ports of the domain.

In: texts (later sound). Out: vectors (later words), from weights whose hash was verified.
Weights are listed in ``registry.toml``; nothing is downloaded, and a differing hash is refused.
``scripted`` holds the twins without weights that tests and small installations use.
Callers: ``knowledge``, the rooms of the mission, ``web``, ``demo``, ``bench``, ``cli``.
"""
