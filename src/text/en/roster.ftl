# Staff lists: what is wrong with a file or a cell, and the coverage report.
roster-empty = the staff list is empty
roster-no-rows = the staff list has only a heading row
roster-missing-column = the column "{ $vietnamese }" (`{ $english }`) is missing; the list has: { $seen }
roster-nothing-to-match-by = the staff list has no column to match certificates by with certainty; it has: { $seen }
roster-two-columns = two columns hold "{ $vietnamese }" (`{ $english }`): { $first } and { $second }
roster-too-many-rows = the staff list has more than { $limit } rows
roster-too-many-cells = the sheet has more than { $limit } cells
roster-cells =
    { $total ->
        [one] warning: one cell of the staff list cannot be used; everything else was read; docs/ROSTER.md describes what each column may contain
       *[other] warning: { $total } cells of the staff list cannot be used; everything else was read; docs/ROSTER.md describes what each column may contain
    }
roster-known-titles = known titles: { $vietnamese }; or in English: { $english }
roster-workbook-too-large = the part “{ $part }” of the workbook unpacks to more than the limit of { $limit } bytes
roster-too-many-parts = the workbook has more than { $limit } parts
roster-hint-list-alone = save only the staff list in a new workbook, without pictures, or as CSV UTF-8
roster-hint-save-as-xlsx = open it in Excel or LibreOffice, remove the password, and save it as XLSX or as CSV UTF-8
roster-too-large = the file has { $bytes } bytes; at most { $limit } are read
roster-old-or-encrypted-workbook = the file is an old .xls workbook or is protected by a password
roster-open-document = the file is an OpenDocument spreadsheet (.ods)
roster-not-a-workbook = the file is not a readable XLSX workbook: { $fault }
roster-no-sheet = the workbook has no sheet `{ $name }`; it has: { $sheets }
roster-no-sheet-at-all = the workbook has no sheet

roster-obstacle-pin-locked = PIN locked
roster-obstacle-key-missing = key not on the token
roster-obstacle-not-within-dates = certificate expired or not yet valid
roster-obstacle-other-ca = only a certificate of another CA
roster-obstacle-only-proposed = only the name matches, to be confirmed
roster-obstacle-other-name-on-device = the token matches, but its certificate has another name, to be confirmed
roster-obstacle-ambiguous = several certificates could be theirs
roster-obstacle-no-certificate = no token read, or no certificate on it

roster-coverage = { $can } of { $must } people who must sign can sign ({ $percent }%)
roster-coverage-nobody = The list has no people who must sign
roster-heading-units = Coverage by unit
roster-heading-cannot-sign = Cannot sign
roster-heading-unknown = Unknown whether they can sign
roster-heading-stops-soon = Can sign today, but will soon be unable to
roster-heading-unclaimed = Certificates of nobody in the staff list
roster-heading-proposed = Matches to confirm
roster-heading-ambiguous = Ambiguous
roster-heading-differing = Data that differ from the certificate
roster-heading-refused-emails = E-mail addresses not issued by a state agency
roster-heading-duplicates = Values in several rows
roster-unknown-columns = Unknown columns, left out: { $columns }
roster-column-row = Row
roster-column-name = Name
roster-column-unit = Unit
roster-column-carrier = Type
roster-column-reason = Reason
roster-column-holder = Holder
roster-column-serial-number = Certificate serial
roster-column-token-serial = Token serial
roster-column-matched-by = Found by
roster-column-difference = Certificate → list
roster-column-email = E-mail
roster-column-field = Field
roster-column-value = Value
roster-column-rows = Rows
roster-column-must = Must sign
roster-column-can = Can sign
roster-column-percent = Percent
roster-column-until = Valid until
roster-sheet-people = People
roster-column-section = Section
roster-column-details = Details
roster-sheet = Coverage
roster-title = Coverage of the staff list
roster-carrier-token = USB token
roster-carrier-sim-pki = SIM PKI
roster-carrier-central = central signing
roster-by-certificate-serial = certificate serial
roster-by-device-serial = token serial
roster-by-email = e-mail
roster-by-identity-number = identity number
roster-by-name-and-unit = name and unit
roster-by-name = name only
roster-differs-organisation = agency
roster-differs-name = name
roster-differs-email = e-mail
roster-differs-title = title (not an information change by itself)
roster-differs-device-serial = token serial
roster-cannot-use = the staff list `{ $path }` cannot be used
roster-not-named = no staff list given
roster-hint-name-it = give one with `--roster staff.xlsx`, or as `roster` in the config; docs/ROSTER.md describes it
roster-warning = warning: { $sentence }
roster-place = row { $row }, column { $column } ({ $title })
roster-place-in-sheet = sheet “{ $sheet }”, row { $row }, column { $column } ({ $title })
roster-open-quote = row { $row }: a quotation mark is opened but not closed
roster-several-sheets = several sheets contain a staff list: { $sheets }
roster-hint-sheet = choose one: `--sheet { $sheet }`
roster-hint-template = `tokenctl roster template -o staff.xlsx` writes a list to fill in
roster-hint-and-page = { $hint }; docs/ROSTER.md describes every column
roster-hint-page = docs/ROSTER.md describes every column and what is read
roster-cell-date = { $place }: `{ $value }` is not a date; write dd/mm/yyyy, such as 31/12/1980
roster-cell-short-year = { $place }: the year in `{ $value }` has two digits; write all four, such as 31/12/1980
roster-cell-rounded = { $place }: the spreadsheet rounded the number to `{ $value }`; format the column as Text and enter the number again
roster-cell-unknown-word = { $place }: unknown value `{ $value }`; use one of: { $known }
roster-cell-lost-or-died = { $place }: `{ $value }` may mean a lost token or a person who died; write “mất thiết bị” or “từ trần”
roster-cell-maybe-person = { $place }: `{ $value }` is the only value in its row and was not read as a person; if it is one, fill in more of the row
roster-cell-error-value = { $place }: the cell contains the error `{ $value }`; enter the value
roster-cell-formula = { $place }: `{ $value }` is a formula as text; enter the value
roster-cell-name-missing = { $place }: the row has values but no name, and was not read; add the name
roster-cell-too-long = { $place }: the text is too long for this column
roster-note-zero-restored = note: { $count ->
        [one] one number had lost a leading zero, which was restored
       *[other] { $count } numbers had lost a leading zero, which was restored
    } (rows { $rows })
roster-note-year-alone = note: { $count ->
        [one] one date of birth is only a year, and counts as missing
       *[other] { $count } dates of birth are only a year, and count as missing
    } (rows { $rows })
roster-note-left-out = note: { $count ->
        [one] one row below or between the people was not read as a person
       *[other] { $count } rows below or between the people were not read as people
    } (rows { $rows })
roster-place-in-list = { $list }, { $place }
roster-note-same-person = note: { $name } is in several lists and is counted once: { $places }
roster-note-same-person-differing = note: { $name } is in several lists and is counted once: { $places }; the rows differ in { $columns }, and the first one is used
roster-note-same-people-more = note: { $count ->
    [one] one more person is in several lists and is counted once
   *[other] { $count } more people are in several lists and are counted once
}
roster-heading-same-people = In several lists, counted once
roster-template-sheet = Staff list
roster-template-index = No.
roster-template-example = Example
roster-template-help-sheet = Explanation
roster-template-help = Fill in the sheet “Staff list” from row 3; unused columns may be deleted, and the example row is never read
roster-template-help-column = Title
roster-template-help-aliases = Also known as
roster-template-help-values = Values to choose from
roster-template-help-example = Example
