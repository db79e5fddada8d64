"""What is in the archives: members, names, label files, the inventory, and who belongs to whom."""
