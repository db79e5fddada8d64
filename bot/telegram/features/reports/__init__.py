"""/report: the list as a page for the doctor, the doses as a chart and a table, the plan as a calendar."""
