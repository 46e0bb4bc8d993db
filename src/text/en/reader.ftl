# Readers with and without cards, where a driver cannot serve them all together.
reader-in = reader { $reader }: { $failure }
reader-cards-in = { $failure }; { $count ->
    [one] a card is in “{ $readers }”: pull it out
   *[other] cards are in “{ $readers }”: pull one of them out
} and try again
reader-not-apart = it cannot be read apart from reader { $other }, whose name is part of its own; pull the card out of that reader and try again
reader-note-one-by-one = { $call } did not work for all readers together, so each was read in a process of its own
