"""specmint turns reviewed YAML specs of an API into clients, servers and docs."""

__version__ = "0.1.0"
