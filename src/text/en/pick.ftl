# One token of several, chosen by its number at a terminal.
pick-several = { $count } tokens match:
pick-line = { $number }. { $token }
pick-all = Which one? 1 to { $count }, or Enter for all of them:
pick-one = Which one? 1 to { $count }, or Enter for none of them:
pick-again = type a number from 1 to { $count }, or only Enter
selection-holder-not-in-journal = the journal does not know holders
selection-hint-journal = name the token by its serial, for example `serial:10252317`
