# Tệp cấu hình.
config-not-found = Không có tệp cấu hình `{ $file }` mà `TOKENCTL_CONFIG` chỉ đến
config-unreadable = Không đọc được tệp cấu hình `{ $file }`: { $cause }
config-syntax = `{ $file }`, dòng { $line }, cột { $column }: không đúng cú pháp TOML: { $cause }
config-unknown-key = `{ $file }`, dòng { $line }: không có mục cấu hình `{ $key }`
config-wrong-type = `{ $file }`, dòng { $line }, cột { $column }: `{ $key }` phải là { $expected }
config-missing-key = `{ $file }`, dòng { $line }: thiếu `{ $key }`
config-hint-nearest = có phải ý bạn là `{ $nearest }`?
config-hint-not-found = hãy bỏ biến `TOKENCTL_CONFIG`, hoặc tạo tệp bằng `tokenctl config init`
config-expected-text = chuỗi ký tự trong dấu nháy
config-expected-zone = múi giờ theo tên IANA, ví dụ "Asia/Ho_Chi_Minh"
config-expected-texts = danh sách chuỗi ký tự, ví dụ ["gmail.com"]
config-expected-flag = `true` hoặc `false`
config-expected-number = số nguyên từ { $least } đến { $most }
config-expected-threshold = số ngày, ví dụ "90d", hoặc một ngày, ví dụ "2026-12-31"
config-expected-choice = một trong các giá trị { $choices }
config-expected-table = các mục dưới dòng `[{ $key }]`
config-expected-tables = các mục dưới dòng `[[{ $key }]]`, mỗi đối tượng một dòng như vậy
