# One token of several, chosen by its number at a terminal.
pick-several = { $count } tokens match:
pick-line = { $number }. { $token }
pick-all = Which one? 1 to { $count }, or Enter for all:
pick-one = Which one? 1 to { $count }, or Enter for none:
pick-again = enter a number from 1 to { $count }, or press Enter
selection-holder-not-in-journal = the journal does not record holders
selection-hint-journal = name the token by its serial, for example `serial:10252317`
