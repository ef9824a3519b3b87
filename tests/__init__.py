"""The tests, with what they and the benches share: the variables that say where a user's own data lies."""

# Windows itself is asked for these, not the environment; platformdirs lets the WIN_PD_OVERRIDE_... stand in for it.
OWN_PLACES = (
    *(f"XDG_{name}_HOME" for name in ("DATA", "CONFIG", "STATE", "CACHE")),
    *(f"WIN_PD_OVERRIDE_{name}" for name in ("LOCAL_APPDATA", "APPDATA", "COMMON_APPDATA", "PERSONAL")),
)
