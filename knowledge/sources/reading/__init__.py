"""What every source reads with: tables, fields, dates, amounts, and what is set aside."""
