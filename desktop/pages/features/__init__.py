"""The Features page: what the layers of a network make of a picture, and a folder as the network sees it."""

from desktop.pages.features.page import FeaturesPage

__all__ = ["FeaturesPage"]
