# Forms: what keeps a letter from being made, wrong values of rows, and what is left to fill.
form-definition-unreadable = the file that defines the columns of the forms cannot be used: { $fault }
form-definition-syntax = line { $line }, column { $column }: { $cause }
form-definition-word = `{ $key }` in `[words]` is unknown, or has a value of another kind
form-definition-number = no form has the number `{ $number }`
form-definition-not-text = the file is not UTF-8 text
form-missing = form { $number } is not defined
form-columns-wrong = the definition of form { $number } is wrong at “{ $title }”: each column must appear once, with a width, and the columns of a group must be side by side
form-nothing-to-request = nothing to request with form { $number }
form-service-not-of-form = the request in row { $row } does not belong in form { $number }
form-hint-definition = leave out `file` in `[forms]` of the config to use the built-in forms
form-hint-plan = `tokenctl plan` shows who needs which form
form-letter-failed = the letter could not be created: { $fault }
form-workbook-failed = the workbook could not be created: { $fault }
form-text-failed = the CSV could not be created: { $fault }
form-row-name-missing = row { $row }: the certificate has no name (CN), so “{ $column }” is left blank
form-row-serial-unreadable = row { $row } ({ $name }): the certificate is malformed and its serial number cannot be read, so “{ $column }” is left blank
form-row-serial-malformed = row { $row } ({ $name }): `{ $value }` is not a certificate serial number, so “{ $column }” is left blank
form-row-device-serial-unusable = row { $row } ({ $name }): `{ $value }` is not unique to one token, so “{ $column }” is left blank
form-row-email-malformed = row { $row } ({ $name }): `{ $value }` is not an e-mail address, so “{ $column }” is left blank
form-row-email-refused = row { $row } ({ $name }): `{ $value }` is not issued by a state agency, so “{ $column }” is left blank
form-row-identity-malformed = row { $row } ({ $name }): `{ $value }` is not an identity number of 12 or 9 digits, so it is left blank in “{ $column }”
form-row-tax-code-malformed = row { $row } ({ $name }): `{ $value }` is not a tax code, so “{ $column }” is left blank
form-row-date-malformed = row { $row } ({ $name }): `{ $value }` is not a date dd/mm/yyyy, so it is left blank in “{ $column }”
form-row-text-too-long = row { $row } ({ $name }): the text of “{ $column }” is too long, so it is left blank
form-row-hidden-characters = row { $row } ({ $name }): hidden characters were removed from “{ $column }”; check that it reads `{ $value }`
form-to-fill-letter = to fill in: { $field }
form-to-fill-contact = to fill in about the focal officer: { $field }
form-to-fill-rows = { $count ->
    [one] to fill in, row { $rows }: { $field }
   *[other] to fill in, { $count } rows ({ $rows }): { $field }
 }
form-left-out-proposed = note: { $name } was left out: only the name matches the staff list, to be confirmed
form-left-out-other-name = note: { $name } was left out: the token matches, but the staff list has another name (“{ $listed }”), to be confirmed
form-change-proposed = note: { $name }: the certificate says “{ $old }”, the staff list “{ $new }”; check that these are two different agencies before signing
form-title = Form { $number }: { $title }
form-recipient = to: { $recipient }
form-hint-config = hint: `tokenctl config init` asks once for the agency and the focal officer
form-left-out-change = note: { $name }: the change from “{ $old }” to “{ $new }” was left out; it is to be confirmed
form-left-out = { $count ->
    [one] One case to confirm left out; see `tokenctl plan`
   *[other] { $count } cases to confirm left out; see `tokenctl plan`
 }
form-undecided = note: { $count ->
    [one] one certificate is not in any form until the staff list states
   *[other] { $count } certificates are not in any form until the staff list states
 } whether it is a person’s (form 01) or an agency’s (form 02): { $names }
form-only-undecided = nothing to request with form { $number } yet; { $count ->
    [one] one certificate may be
   *[other] { $count } certificates may be
 } a person’s (form 01) or an agency’s (form 02)
form-hint-undecided = state it in the column “person or organisation” of the staff list; `tokenctl plan` names each
form-written = written: { $file }, { $count ->
    [one] one holder
   *[other] { $count } holders
 }
form-written-left-out = written: { $file }, { $count ->
    [one] one holder
   *[other] { $count } holders
 }; { $left ->
    [one] one case to confirm
   *[other] { $left } cases to confirm
 } left out; see `tokenctl plan`
form-only-proposals = nothing confirmed to request with form { $number }; { $count ->
    [one] one case to confirm was
   *[other] { $count } cases to confirm were
 } left out
form-hint-confirm = `tokenctl roster confirm` asks about each once; `--proposed` includes them unconfirmed
form-others-central = note: { $count ->
        [one] one person with central signing gets a separate letter
       *[other] { $count } people with central signing get a separate letter
    }: `tokenctl request new --central`
form-others-not-central = note: { $count ->
        [one] one person without central signing is not in this letter
       *[other] { $count } people without central signing are not in this letter
    }: `tokenctl request new`
form-pdf-not-a-letter = `--pdf` needs a letter
form-pdf-hint-letter = add `--output FILE.docx`
form-pdf-no-libreoffice = no PDF was written: LibreOffice was not found
form-pdf-not-started = no PDF was written: LibreOffice could not be used: { $cause }
form-pdf-too-long = no PDF was written: LibreOffice took longer than { $seconds } seconds and was stopped
form-pdf-not-made = no PDF was written: LibreOffice did not create it
form-pdf-interrupted = no PDF was written: interrupted
form-pdf-hint = the DOCX was written; open it in a word processor and save it as PDF
form-pdf-written = written: { $file }
form-units = letters: { $count }{ $left ->
    [0] {""}
    [one] ; one case to confirm left out; see `tokenctl plan`
   *[other] ; { $left } cases to confirm left out; see `tokenctl plan`
 }
