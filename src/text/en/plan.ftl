# The worklist.
plan-title = Worklist
plan-sheet = Worklist
plan-nothing = Nothing to do
plan-column-deadline = Deadline
plan-column-days = Days left
plan-column-action = Action
plan-column-holder = Holder
plan-column-unit = Unit
plan-column-reason = Reason
plan-column-form = Form
plan-column-serial-number = Certificate serial
plan-column-token-serial = Token serial
plan-column-opens = Opens
plan-column-rule = Rule
plan-column-setting = Setting
plan-column-recipient = Recipient
plan-column-next = Next step
plan-column-changes = Certificate → list
plan-column-proposed = To confirm
plan-column-row = Row in the list
plan-column-notes = Notes
plan-column-email = E-mail
plan-column-end = Valid until
plan-without-month = Without a deadline
plan-without-unit = Without a unit
plan-summary = { $items } to do, { $overdue } overdue, { $proposed } to confirm, of { $certificates } certificates
plan-change = { $field }: { $certificate } → { $roster }
plan-nothing-said = empty
plan-renewed-from = its renewal on the token is valid from { $day }
plan-settings = Renewal window: { $open } to { $least } days before expiry (`renewal.open_days`, `renewal.min_days_left`); renewals allowed: { $times } (`renewal.max_renewals`). Check these with the CA
plan-action-counts = { $action }: { $count }

# Settings that a verdict rests on.
plan-setting-open = renewal window: opens { $value } days before expiry
plan-setting-least = renewal window: closes { $value } days before expiry
plan-setting-times = renewals allowed: { $value }
plan-setting-moved = certificates of holders who moved away are revoked: { $value ->
    [true] yes
   *[other] no
}
plan-setting-delegated = renewal, change and recovery delegated to the province: { $value ->
    [true] yes
   *[other] no
}
