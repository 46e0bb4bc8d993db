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
