# The journal of attempts.
journal-no-place = there is no folder where the journal could lie, so nothing was attempted
journal-not-writable = the journal cannot be written at `{ $path }`, so nothing was attempted: { $cause }
journal-not-readable = the journal cannot be read at `{ $path }`: { $cause }
journal-disk-full = the disk of the journal `{ $path }` is full: { $cause }
journal-corrupt = the last line of the journal `{ $path }` was changed or is not one of tokenctl's, so nothing is appended to it
journal-not-a-file = the journal `{ $path }` is not a regular file
journal-not-ours = the journal `{ $path }` belongs to another user
journal-busy = another program has held the journal `{ $path }` locked for too long
journal-line-too-long = a journal line would be longer than any line may be
journal-unwritable = a journal line could not be made: { $cause }
journal-hint-corrupt = see `tokenctl journal verify`, then move `{ $path }` aside: a new journal begins with the next attempt
journal-hint-place = name a folder of your own in the environment variable `TOKENCTL_JOURNAL`
journal-hint-disk-full = make room and run the command again; read the state first with `tokenctl pin status`

journal-finding-malformed = line { $line } is not a line of tokenctl's
journal-finding-torn = line { $line } is torn: a write was broken off, and the next line acknowledges it
journal-finding-half-line = line { $line } has no end: a write was broken off
journal-finding-edited = line { $line } was changed after it was written
journal-finding-chain-broken = the line before line { $line } was replaced
journal-finding-gap = lines are missing before line { $line }
journal-finding-reordered = line { $line } does not stand where it was written
journal-finding-intent-without-result = line { $line } announces a call, and nothing tells how it ended: count it as a spent try
journal-finding-result-without-intent = line { $line } tells a result of a call that was never announced
journal-finding-tail-cut = the hash that was noted is not in the journal: its end was cut off

journal-past-tries = { $count ->
        [one] One wrong or unknown try of the { $role } was recorded
       *[other] { $count } wrong or unknown tries of the { $role } were recorded
    } for this token in the last { $hours } hours, the last one at { $time } by { $operator }
