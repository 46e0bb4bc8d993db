# The journal of attempts.
journal-no-place = no folder for the journal was found, so nothing was attempted
journal-not-writable = the journal cannot be written at `{ $path }`, so nothing was attempted: { $cause }
journal-not-readable = the journal cannot be read at `{ $path }`: { $cause }
journal-disk-full = the disk of the journal `{ $path }` is full: { $cause }
journal-corrupt = the last line of the journal `{ $path }` was changed or not written by tokenctl, so nothing is appended to it
journal-not-a-file = the journal `{ $path }` is not a regular file
journal-not-ours = the journal `{ $path }` belongs to another user
journal-busy = another program has held the journal `{ $path }` locked for too long
journal-line-too-long = a journal line would be too long
journal-unwritable = a journal line could not be created: { $cause }
journal-hint-corrupt = run `tokenctl journal verify`, then move `{ $path }` away: the next attempt starts a new journal
journal-hint-place = set the environment variable `TOKENCTL_JOURNAL` to a folder of your own
journal-hint-disk-full = free some space and run the command again; check the state first with `tokenctl pin status`

journal-finding-malformed = line { $line } was not written by tokenctl
journal-finding-torn = line { $line } is incomplete: a write was interrupted, and the next line records that
journal-finding-half-line = line { $line } has no end: a write was interrupted
journal-finding-edited = line { $line } was changed after it was written
journal-finding-chain-broken = the line before line { $line } was replaced
journal-finding-gap = lines are missing before line { $line }
journal-finding-reordered = line { $line } is not where it was written
journal-finding-intent-without-result = line { $line } announces a call whose result is not recorded: treat it as a used try
journal-finding-result-without-intent = line { $line } records the result of a call that was never announced
journal-finding-tail-cut = the hash noted before is not in the journal: its end was cut off

journal-past-tries = { $count ->
        [one] One wrong or unknown try of the { $role } was recorded
       *[other] { $count } wrong or unknown tries of the { $role } were recorded
    } for this token in the last { $hours } hours, the last one at { $time } by { $operator }
journal-moment = { $year }-{ $month }-{ $day } { $time }
