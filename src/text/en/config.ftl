# The config file.
config-not-found = There is no config file `{ $file }`, which `TOKENCTL_CONFIG` names
config-unreadable = The config file `{ $file }` cannot be read: { $cause }
config-syntax = `{ $file }`, line { $line }, column { $column }: this is not TOML: { $cause }
config-unknown-key = `{ $file }`, line { $line }: there is no setting `{ $key }`
config-wrong-type = `{ $file }`, line { $line }, column { $column }: `{ $key }` takes { $expected }
config-missing-key = `{ $file }`, line { $line }: `{ $key }` is missing
config-hint-nearest = did you mean `{ $nearest }`?
config-hint-not-found = unset `TOKENCTL_CONFIG`, or make the file with `tokenctl config init`
config-expected-text = text in quotes
config-expected-zone = a time zone by its IANA name, such as "Asia/Ho_Chi_Minh"
config-expected-texts = a list of texts, such as ["gmail.com"]
config-expected-flag = `true` or `false`
config-expected-number = a whole number from { $least } to { $most }
config-expected-threshold = days, such as "90d", or a date, such as "2026-12-31"
config-expected-choice = one of { $choices }
config-expected-table = settings below a line `[{ $key }]`
config-expected-tables = settings below a line `[[{ $key }]]`, one such line for each
