# `month`: the round of one month.
month-title = Digital signature certificates: the round of { $year }-{ $month }
month-blank = {""}
month-read = { $tokens ->
    [one] 1 token was read (kiem-ke.json)
   *[other] { $tokens } tokens were read (kiem-ke.json)
}
month-coverage = { $can } of { $must } people who must sign can sign (ky-so.xlsx)
month-no-roster = No staff list was given (`--roster`), so coverage, changes and first certificates are not known
month-nothing-due = No letter is due this month.
month-heading-sign = To sign and send: { $count ->
    [one] 1 letter
   *[other] { $count } letters
}
month-letter = - { $file }: form { $form }, { $title }; { $count ->
    [one] 1 row
   *[other] { $count } rows
}. To: { $recipient }, and dichvucong.ca.gov.vn
month-letter-01 = new certificates for persons
month-letter-01-central = new certificates for persons with central signing
month-letter-02 = new certificates for organisations
month-letter-04 = renewal and change of information
month-letter-05 = revocation
month-letter-06 = recovery of locked devices
month-to-fill = {"  "}to fill in first: { $fields }
month-row-errors = {"  "}values that could not be used were left blank: { $count }; `tokenctl request` names them
month-heading-waits = Waiting for a decision:
month-left-out = - form { $form }: { $count ->
    [one] 1 case is to be confirmed and was left out
   *[other] { $count } cases are to be confirmed and were left out
}; `tokenctl plan` shows both texts
month-undecided = - { $count ->
    [one] 1 certificate about which nothing could be concluded
   *[other] { $count } certificates about which nothing could be concluded
} (viec-can-lam.xlsx)
month-heading-next = Next:
month-next-sign = - Fill in what is missing, have the letters signed, and send them
month-next-portal = - Enter the same requests on dichvucong.ca.gov.vn
month-next-read-again = - After the certificates arrive, run the inventory again: `tokenctl month`
month-next-keep = - Keep this folder: `tokenctl diff` compares it with the next one
month-column-file = File
month-column-outcome = What became of it
month-written = written
month-updated = replaced; it was as an earlier run had left it
month-unchanged = unchanged
month-kept = kept: it was edited, and there is nothing new
month-beside = kept: it was edited; the new one is { $file }
month-no-longer-due = no longer due; left alone, do not send it without checking
month-unit = Only of { $unit }
month-unit-coverage = - { $unit }: { $can } of { $must }
month-not-read = Tokens that were not read since the day asked about: { $count }
month-cannot-count-on = { $count } letters are due, and `{ $number }` does not begin with a number to count on from
