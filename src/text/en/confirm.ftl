# Confirmations of a deed on a token.
confirm-type-serial = To confirm, type the last four characters of the token's serial:
confirm-type-label = To confirm, type the token's whole label:
confirm-not-asked = not confirmed: there is nobody to ask, and `--yes` was not given
confirm-differs-serial = not confirmed: what was typed is not the end of the token's serial
confirm-differs-label = not confirmed: what was typed is not the token's label
confirm-nothing-to-type = not confirmed: the token has neither a serial nor a label that could be typed
confirm-cancelled = cancelled at the confirmation; nothing was sent to the token
confirm-terminal = the terminal failed at the confirmation: { $cause }
confirm-hint-yes = look at the plan first, then add `--yes`
confirm-hint-again = nothing was sent to the token; compare the serial printed on it with the plan, then run the command again
