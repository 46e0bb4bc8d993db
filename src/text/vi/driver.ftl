# Vì sao driver hoặc khe cắm không phục vụ được, không kèm đường dẫn của driver.
driver-not-found = không có tệp này
driver-not-a-library = không phải thư viện dùng chung của hệ điều hành này
driver-wrong-architecture = thư viện dành cho số bit hoặc bộ xử lý khác; hãy dùng driver của hệ này, hoặc bản tokenctl dựng cho hệ kia
driver-load-failed = hệ điều hành không nạp được, thường do thiếu một thư viện đi kèm
driver-dependency-missing = thiếu một DLL mà nó cần ở bên cạnh
driver-not-pkcs11 = thư viện không có PKCS#11
driver-hung = { $call } không trả lời sau { $seconds } giây
driver-crashed = bị dừng đột ngột với { $signal } trong { $call }
driver-exited = tự kết thúc tiến trình trong { $call }
driver-call-failed = { $call } báo lỗi { $ckr }
driver-nonsense = câu trả lời của { $call } không hợp lệ
driver-vanished = thiết bị đã bị rút ra khi { $call } cần đọc
driver-in-slot = khe { $slot }: { $failure }
driver-loading = lúc nạp thư viện
driver-some-call = một lời gọi

driver-note-failed = { $call } không thực hiện được, mã { $rv }
driver-note-finalize = C_Finalize trả về { $rv }
driver-note-finalize-hung = C_Finalize không trả lời
driver-note-finalize-ended = trình điều khiển kết thúc trong C_Finalize: { $end }
driver-note-hung = trình điều khiển bị treo sau khi mọi thứ đã được đọc
driver-note-ended = trình điều khiển kết thúc sau khi mọi thứ đã được đọc: { $end }
driver-note-not-started = không khởi chạy được tiến trình của trình điều khiển: { $error }
driver-note-exit-status = trạng thái thoát { $status }
driver-note-unknown-end = không rõ kết thúc thế nào
