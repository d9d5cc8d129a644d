"""Nawba: a self-hosted contact centre. The rooms and their order of import stand in the README."""

import zoneinfo

__version__ = "0.1.0"

# Zones come from the tzdata package, which is upgraded with us: a machine's own files may be old
# (Debian 12's did not know that Morocco had left UTC+1).
zoneinfo.reset_tzpath(to=())
