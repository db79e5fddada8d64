"""Printed pages and boxes that were photographed: their medicines, put on the list with times and stock."""
