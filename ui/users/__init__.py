"""«Пользователи»: accounts, invitations, the log, the rights."""
