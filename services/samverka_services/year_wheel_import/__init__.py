"""Reading the days of a year wheel from a file: iCalendar, or CSV as the year wheel's own."""
