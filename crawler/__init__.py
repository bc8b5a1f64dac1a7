"""Gathering: a Scrapy project that brings documents from the sources."""
