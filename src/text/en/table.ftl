# Titles, headings and remarks of tables.
table-days-left = { $days ->
    [one] 1 day
   *[other] { $days } days
}
