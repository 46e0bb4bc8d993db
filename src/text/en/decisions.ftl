# Proposals to be confirmed once, and the file of decisions beside the staff list.
decisions-head = Decisions recorded by `tokenctl roster confirm`; read by plan, request, roster check and report.
    answer = "same": same person, and both texts mean the same; no longer to be confirmed
    answer = "change": same person, and the change is real; it goes into the letter
    answer = "not-this-person": the certificate belongs to another person
    Delete a [[decision]] to be asked again. Any change in the staff list or the certificate also asks again.
decisions-cannot-use = the decision file `{ $path }` cannot be used; nothing was written to it
decisions-not-text = it is not UTF-8 text
decisions-too-long = it is too long
decisions-syntax = line { $line }: { $cause }
decisions-unknown-key = line { $line }: unknown key `{ $key }`
decisions-wrong-value = line { $line }: invalid value for `{ $key }`
decisions-missing-key = line { $line }: `{ $key }` is missing
decisions-contradict = line { $line }: contradicts the decision in line { $earlier }
decisions-hint = correct the line, or move the file away to be asked everything again
decisions-hint-file = move the file away to be asked everything again
decisions-nobody-to-ask = { $count ->
    [one] one match is to be confirmed
   *[other] { $count } matches are to be confirmed
 }, and no terminal to ask on; nothing was written
decisions-hint-answer = `tokenctl roster confirm --list` shows what is to be confirmed; `--answer ID=same` answers one
decisions-no-such-proposal = nothing to confirm with the ID `{ $id }`; nothing was written
decisions-two-answers = `{ $id }` has two answers; nothing was written
decisions-no-change = `{ $id }` proposes no change; use `same` or `not-this-person`; nothing was written
decisions-cancelled = { $count ->
    [0] cancelled; nothing was written
    [one] cancelled; one answer is kept
   *[other] cancelled; { $count } answers are kept
 }
decisions-terminal-failed = the terminal failed: { $cause }
decisions-number = ({ $number }/{ $count }) { $id }
decisions-list =   staff list, row { $row }: { $says }
decisions-certificate =   certificate { $serial }: { $says }
decisions-ask-both = 1 same person, both texts mean the same agency · 2 same person, the change is real · 3 not this person · Enter later · q stop:
decisions-ask-person = 1 same person · 3 not this person · Enter later · q stop:
decisions-ask-change = 1 both texts mean the same agency · 2 the change is real · 3 not this person · Enter later · q stop:
decisions-not-an-answer = `{ $typed }` is not one of the answers
decisions-nothing = Nothing to confirm
decisions-summary = { $answered } answered, { $open } still to confirm, { $remembered } decided before: `{ $path }`
decisions-change = { $certificate } → { $list }
decisions-column-id = ID
decisions-column-answer = Answer
decisions-column-row = Row
decisions-column-name = Staff list
decisions-column-unit = Unit
decisions-column-certificate = Certificate
decisions-column-changes = Certificate → staff list
decisions-answer-same = same
decisions-answer-change = change
decisions-answer-not-this-person = not this person
decisions-answer-open = to confirm
