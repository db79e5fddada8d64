"""Leaflets and permits to statements and cautions."""
