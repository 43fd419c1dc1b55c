"""What holds for every test."""

from hypothesis import settings

# How long an example takes says how busy the machine is, and no test asserts that.
settings.register_profile("no-clock", parent=settings(), deadline=None)
settings.load_profile("no-clock")
