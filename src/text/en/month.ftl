# `month`: the round of one month.
month-title = Digital signature certificates: work of { $year }-{ $month }
month-blank = {""}
month-read = { $tokens ->
    [one] 1 token was read (kiem-ke.json)
   *[other] { $tokens } tokens were read (kiem-ke.json)
}
month-coverage = { $can } of { $must } people who must sign can sign (ky-so.xlsx)
month-no-roster = No staff list was given (`--roster`), so coverage, changes and first certificates are not known
month-nothing-due = No letter is due this month
month-heading-sign = To sign and send: { $count ->
    [one] 1 letter
   *[other] { $count } letters
}
month-letter = - { $file }: form { $form }, { $title }; { $count ->
    [one] 1 row
   *[other] { $count } rows
}. To: { $recipient }, and dichvucong.ca.gov.vn
month-letter-01 = new certificates for people
month-letter-01-central = new certificates for people with central signing
month-letter-02 = new certificates for organisations
month-letter-04 = renewal and information change
month-letter-05 = revocation
month-letter-06 = recovery of locked tokens
month-to-fill = {"  "}to fill in first: { $fields }
month-row-errors = {"  "}values that could not be used and were left blank: { $count }; `tokenctl request` lists them
month-heading-waits = Waiting for a decision:
month-left-out = - form { $form }: { $count ->
    [one] 1 case is to be confirmed and was left out
   *[other] { $count } cases are to be confirmed and were left out
}; `tokenctl plan` shows both texts
month-undecided = - { $count ->
    [one] 1 undecided certificate
   *[other] { $count } undecided certificates
} (viec-can-lam.xlsx)
month-unstated = {"  "}of these in no letter until the staff list states whether a person’s or an agency’s, { $count }: { $names }
month-heading-next = Next:
month-next-sign = - Fill in what is missing, have the letters signed, and send them
month-next-portal = - Enter the same requests on dichvucong.ca.gov.vn
month-next-read-again = - Once the certificates arrive, run the inventory again: `tokenctl month`
month-next-keep = - Keep this folder: `tokenctl diff` compares it with the next one
month-column-file = File
month-column-outcome = Result
month-written = written
month-updated = replaced; unchanged since an earlier run wrote it
month-unchanged = unchanged
month-kept = kept: it was edited, and nothing is new
month-beside = kept: it was edited; the new one is { $file }
month-no-longer-due = no longer due; left as it is; check before sending it
month-unit = { $unit } only
month-unit-coverage = - { $unit }: { $can } of { $must }
month-not-read = Tokens not read since the given day: { $count }
month-cannot-count-on = { $count } letters are due, and `{ $number }` does not begin with a number to count up from
