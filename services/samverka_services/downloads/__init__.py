"""What people take with them as a table: for a spreadsheet, or on the command line."""
