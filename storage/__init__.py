"""The only home of SQL: three stores that share no key, one file of functions a noun."""
