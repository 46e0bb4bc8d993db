# The pages: `report --output report.html`, `inventory --output page.html`, `check --output page.html`.
page-title-report = Who can sign
page-title-inventory = Inventory of tokens
page-title-check = Check of tokens
page-as-of = As of { $day }
page-read-on = { $tokens ->
    [one] One token
   *[other] { $tokens } tokens
}, read on { $day }
page-read-between = { $tokens ->
    [one] One token
   *[other] { $tokens } tokens
}, read from { $from } to { $to }
page-nothing-read = No token was read
page-made-by = Made by { $tool } { $version }. A certificate counts as valid by its dates; as revoked only if that was checked
page-incomplete = { $count ->
    [one] One thing could not be read: the numbers may be incomplete
   *[other] { $count } things could not be read: the numbers may be incomplete
}
page-incomplete-link = What could not be read
page-heading-signing = Coverage
page-signing-people = { $can } of { $all } people who must sign can sign
page-signing-certificates = { $can } of { $all } certificates can sign
page-no-list = No staff list was given, so it is not known who must sign. The numbers count the certificates read
page-revocation-checked = Revocation was checked for every certificate that is valid by date
page-revocation-partly = Revocation was checked for only some of the certificates that are valid by date
page-revocation-unchecked = Revocation was not checked
page-nobody = Nothing to count
page-class-soon = can sign, but for no more than { $days } days
page-heading-reasons = Why not
page-column-reason = Reason
page-column-count = Number
page-heading-work = What to do first
page-no-work = Nothing to do
page-no-deadline = no deadline
page-days = { $days ->
    [one] one day left
   *[other] { $days } days left
}
page-overdue = { $days ->
    [one] one day late
   *[other] { $days } days late
}
page-today = today
page-form = form { $number }
page-heading-cannot = Who cannot sign
page-everybody = Everybody can sign
page-heading-months = What expires in the next 24 months
page-months-from = Certificates that expire from { $first } to { $last }: { $total }
page-months-caption = Certificates that expire, by month
page-heading-units = By unit
page-column-can = Can sign
page-column-must = Of
page-column-share = Share
page-heading-pins = User PINs
page-column-state = State
page-column-tokens = Tokens
page-heading-changes = What changed since { $since }
page-heading-old = Old data
page-old = { $count ->
    [one] One token was last read more than { $days } days ago; it may look different today
   *[other] { $count } tokens were last read more than { $days } days ago; they may look different today
}
page-column-read = Read on
page-column-label = Label
page-heading-failed = What could not be read
page-column-what = Driver or file
page-column-why = Why
page-all-read = Every driver and every file was read
page-more = … and { $count } more; the workbook has all of them
page-heading-tokens = Tokens, worst first
page-tile-tokens = tokens
page-tile-certificates = certificates
page-tile-expired = expired
page-tile-expiring = expiring
page-tile-locked = locked
page-tile-failed = drivers failed
page-no-token = No token
page-no-certificate = no certificate
page-dates-unknown = dates cannot be read
page-days-left = { $days ->
    [0] less than one day left
    [one] one day left
   *[other] { $days } days left
}
page-days-gone = { $days ->
    [one] expired one day ago
   *[other] expired { $days } days ago
}
page-starts-on = valid from { $day }
page-card-bad = needs action now
page-card-warning = needs action soon
page-card-good = nothing to do
page-card-until = Valid until
page-card-serial = Token serial
page-card-certificate = Certificate serial
page-card-pin = User PIN
page-card-unit = Unit
page-card-read = Read on
page-card-more = … and { $count } more
page-file-unread = cannot be used ({ $code })
