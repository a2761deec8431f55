"""The configuration: what ``fixer.toml`` or ``[tool.fixer]`` says, checked, with the place of every error."""

from fixer.config.settings import Bot, Config, check, did_you_mean, load, options_for

__all__ = ["Bot", "Config", "check", "did_you_mean", "load", "options_for"]
