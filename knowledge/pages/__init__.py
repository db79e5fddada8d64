"""Printed pages: lines as they were read -> the medicines that they name, with dose, times a day, days and timing."""
