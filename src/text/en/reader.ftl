# Readers with and without cards, where a driver cannot serve them all together.
reader-in = reader { $reader }: { $failure }
reader-cards-in = { $failure }; { $count ->
    [one] a card is in “{ $readers }”: remove it
   *[other] cards are in “{ $readers }”: remove one of them
} and try again
reader-not-apart = it cannot be read separately, because its name contains that of reader { $other }; remove the card from that reader and try again
reader-note-one-by-one = { $call } did not work for all readers together, so each was read in a separate process
