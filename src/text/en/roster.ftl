# Staff lists: what is wrong with a file or a cell, and the coverage report.
roster-empty = the staff list is empty
roster-no-rows = the staff list has a heading row and nothing under it
roster-missing-column = the column "{ $vietnamese }" (`{ $english }`) is missing; the list has: { $seen }
roster-nothing-to-match-by = the staff list has nothing by which certificates could be found for certain; it has: { $seen }
roster-two-columns = two columns hold "{ $vietnamese }" (`{ $english }`): { $first } and { $second }
roster-too-many-rows = the staff list has more than { $limit } rows
roster-too-many-cells = the sheet has more than { $limit } cells
roster-cells =
    { $total ->
        [one] warning: one cell of the staff list cannot be used; everything else was read; docs/ROSTER.md says what each column takes
       *[other] warning: { $total } cells of the staff list cannot be used; everything else was read; docs/ROSTER.md says what each column takes
    }
roster-known-titles = known titles: { $vietnamese }; or in English: { $english }
roster-workbook-too-large = the part “{ $part }” of the workbook unpacks to more than the { $limit } bytes that are read
roster-too-many-parts = the workbook has more than { $limit } parts
roster-hint-list-alone = save the staff list alone in a new workbook, without pictures, or as CSV UTF-8
roster-hint-save-as-xlsx = open it in Excel or LibreOffice without a password and save it as XLSX or as CSV UTF-8
roster-too-large = the file has { $bytes } bytes; at most { $limit } are read
roster-old-or-encrypted-workbook = the file is an old .xls workbook or is protected by a password
roster-open-document = the file is an OpenDocument spreadsheet (.ods)
roster-not-a-workbook = the file is not an XLSX workbook that can be read: { $fault }
roster-no-sheet = the workbook has no sheet `{ $name }`; it has: { $sheets }

roster-obstacle-pin-locked = PIN locked
roster-obstacle-key-missing = key not on the token
roster-obstacle-not-within-dates = certificate expired or not yet valid
roster-obstacle-other-ca = only a certificate of another CA
roster-obstacle-only-proposed = only the name matches, to be confirmed
roster-obstacle-other-name-on-device = the device matches, but its certificate has another name, to be confirmed
roster-obstacle-ambiguous = several could be theirs
roster-obstacle-no-certificate = no token read, or no certificate on it

roster-coverage = { $can } of { $must } people who must sign can sign ({ $percent }%)
roster-coverage-nobody = Nobody in the list must sign
roster-heading-units = Coverage by unit
roster-heading-cannot-sign = Cannot sign
roster-heading-unknown = Not known whether they can sign
roster-heading-stops-soon = Can sign today, and will stop soon
roster-heading-unclaimed = Certificates of nobody in the staff list
roster-heading-proposed = Matches to be confirmed
roster-heading-ambiguous = Cannot be told apart
roster-heading-differing = Data that differ from the certificate
roster-heading-refused-emails = E-mail addresses not issued by a state body
roster-heading-duplicates = Values in several rows
roster-unknown-columns = Columns left out because they are not known: { $columns }
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
roster-by-device-serial = device serial
roster-by-email = e-mail
roster-by-identity-number = identity number
roster-by-name-and-unit = name and unit
roster-by-name = name alone
roster-differs-organisation = body
roster-differs-name = name
roster-differs-email = e-mail
roster-differs-title = title (no case by itself)
roster-differs-device-serial = device serial
roster-cannot-use = the staff list `{ $path }` cannot be used
roster-not-named = no staff list was named
roster-hint-name-it = name it with `--roster staff.xlsx`, or as `roster` in the config; docs/ROSTER.md describes it
roster-warning = warning: { $sentence }
roster-place = row { $row }, column { $column } ({ $title })
roster-place-in-sheet = sheet “{ $sheet }”, row { $row }, column { $column } ({ $title })
roster-open-quote = row { $row }: a quotation mark is opened and never closed
roster-several-sheets = several sheets hold a staff list: { $sheets }
roster-hint-sheet = name one: `--sheet "{ $sheet }"`
roster-hint-template = `tokenctl roster template -o staff.xlsx` writes a list to fill in
roster-hint-and-page = { $hint }; docs/ROSTER.md describes every column
roster-hint-page = docs/ROSTER.md describes every column and what is read
roster-cell-date = { $place }: `{ $value }` is not a date; write dd/mm/yyyy, such as 31/12/1980
roster-cell-short-year = { $place }: `{ $value }` has a year of two digits; write all four, such as 31/12/1980
roster-cell-rounded = { $place }: the spreadsheet rounded the number to `{ $value }`; format the column as Text and type it again
roster-cell-unknown-word = { $place }: `{ $value }` is not known; write one of: { $known }
roster-cell-lost-or-died = { $place }: `{ $value }` may mean a lost device or a person who died; write “mất thiết bị” or “từ trần”
roster-cell-maybe-person = { $place }: `{ $value }` stands alone and was not read as a person; if it is one, fill in more of the row
roster-cell-error-value = { $place }: the cell holds the error `{ $value }`; type the value
roster-cell-formula = { $place }: `{ $value }` is a formula as text; type the value
roster-cell-name-missing = { $place }: the row has values and no name, and was not read; add the name
roster-cell-too-long = { $place }: the text is longer than any value of this column
roster-note-zero-restored = note: { $count ->
        [one] one number had lost a leading zero, which was put back
       *[other] { $count } numbers had lost a leading zero, which was put back
    } (rows { $rows })
roster-note-year-alone = note: { $count ->
        [one] one date of birth is a year alone, and counts as missing
       *[other] { $count } dates of birth are a year alone, and count as missing
    } (rows { $rows })
roster-note-left-out = note: { $count ->
        [one] one row below or between the people was not read as a person
       *[other] { $count } rows below or between the people were not read as persons
    } (rows { $rows })
roster-place-in-list = { $list }, { $place }
roster-note-same-person = note: { $name } stands in several lists and is counted once: { $places }
roster-note-same-person-differing = note: { $name } stands in several lists and is counted once: { $places }; the rows differ in { $columns }, and the first counts
roster-note-same-people-more = note: { $count ->
    [one] one person more stands in several lists and is counted once
   *[other] { $count } people more stand in several lists and are counted once
}
roster-heading-same-people = In several lists, counted once
roster-template-sheet = Staff list
roster-template-index = No
roster-template-example = Example
roster-template-help-sheet = Explanation
roster-template-help = Fill in the sheet “Staff list” from row 3; columns without use may be deleted, and the row of the example is never read
roster-template-help-column = Title
roster-template-help-aliases = Also known as
roster-template-help-values = Values to choose from
roster-template-help-example = Example
