"""The Attack page: changes that nobody sees, and what a network makes of them."""

from desktop.pages.attack.page import AttackPage

__all__ = ["AttackPage"]
