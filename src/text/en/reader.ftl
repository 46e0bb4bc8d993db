# Readers with and without cards, where a driver cannot serve them all together.
reader-in = reader { $reader }: { $failure }
reader-cards-in = { $failure }; { $count ->
    [one] a card is in “{ $readers }”: remove it
   *[other] cards are in “{ $readers }”: remove one of them
} and try again
reader-not-apart = it cannot be read separately, because its name contains that of reader { $other }; remove the card from that reader and try again
reader-not-hidden = it cannot be read separately, because OpenSC shows reader { $other } as well, although its configuration says to ignore it; remove the card from that reader and try again
reader-no-copy = it cannot be read separately, because no private file can be written to any folder for temporary files (`TMPDIR`, `/tmp`)
reader-note-one-by-one = { $call } did not work for all readers together, so each was read in a separate process
reader-note-beyond-slots = { $count ->
    [one] one more reader was read in a separate process
   *[other] { $count } more readers were read, each in a separate process
}: OpenSC has no slots for them (`max_virtual_slots` in opensc.conf)
reader-note-no-copy = no private file could be written: { $words }
