# One unit of several, by `--unit`.
unit-near = no unit is called `{ $unit }`; similar: { $near }
unit-near-and-more = no unit is called `{ $unit }`; similar: { $near }; and { $more } more
unit-unknown = none of the { $known } units is called `{ $unit }`; among them: { $near }
unit-none = no unit is called `{ $unit }`: neither the staff list nor a certificate names one
unit-others = note: { $count ->
    [one] one token of another unit was left out
   *[other] { $count } tokens of other units were left out
}
unit-nameless = note: { $count ->
    [one] one token was left out because its unit is unknown
   *[other] { $count } tokens were left out because their unit is unknown
}
unread-others = note: { $count ->
    [one] one token has been read since then and was left out
   *[other] { $count } tokens have been read since then and were left out, except those of people who have another one
}
