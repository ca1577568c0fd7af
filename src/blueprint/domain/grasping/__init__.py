"""How a two-finger hand can take hold of a thing."""
