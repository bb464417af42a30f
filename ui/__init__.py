"""What people see and click: the shell, the login, tables, charts and files for download."""
