# Vì sao driver hoặc khe cắm không phục vụ được, không kèm đường dẫn của driver.
driver-not-found = không có tệp này
driver-not-a-library = không phải thư viện dùng chung của hệ điều hành này
driver-wrong-architecture = thư viện dành cho số bit hoặc bộ xử lý khác; hãy dùng driver của hệ này, hoặc bản tokenctl dựng cho hệ kia
driver-load-failed = hệ điều hành không nạp được, thường do thiếu một thư viện đi kèm
driver-dependency-named = cần `{ $library }` nhưng hệ điều hành không tìm thấy; cài đặt gói chứa thư viện này
driver-dependency-missing = thiếu một DLL mà nó cần ở bên cạnh
driver-not-pkcs11 = thư viện không có PKCS#11
driver-hung = { $call } không trả lời sau { $seconds } giây
driver-crashed = bị dừng đột ngột với { $signal } trong { $call }
driver-exited = tự kết thúc tiến trình trong { $call }
driver-call-failed = { $call } báo lỗi { $ckr }
driver-nonsense = câu trả lời của { $call } không hợp lệ
driver-vanished = thiết bị đã bị rút ra khi { $call } cần đọc
driver-out-of-time = đã dùng hết { $seconds } giây dành cho mọi lời gọi
driver-too-much = đưa ra nhiều đối tượng hơn, hoặc đối tượng lớn hơn, mức được đọc; phần còn lại bị thiếu
driver-writable-by-others = tài khoản khác ngoài người dùng và quản trị viên có thể sửa tệp này hoặc một thư mục chứa nó; cấu hình có thể cho phép (`allow_writable`)
driver-outside-modules = cấu hình p11-kit dẫn đến tệp này bằng đường ra ngoài thư mục mô-đun
driver-in-reader = đầu đọc { $reader } (khe cắm { $slot }): { $failure }
driver-in-slot = khe { $slot }: { $failure }
driver-loading = lúc nạp thư viện
driver-some-call = một lời gọi

driver-note-not-recognised = không phải thẻ của trình điều khiển này; thấy trong đầu đọc { $reader }
driver-note-unused = không dùng: C_Initialize báo lỗi { $rv }, như khi thiếu dịch vụ hoặc thiết bị mà trình điều khiển cần; để bỏ qua, thêm các dòng này vào tệp cấu hình: `[[driver]]`, `path = "{ $path }"`, `disabled = true`
driver-note-failed = { $call } không thực hiện được, mã { $rv }
driver-note-finalize = C_Finalize trả về { $rv }
driver-note-finalize-hung = C_Finalize không trả lời
driver-note-finalize-ended = trình điều khiển kết thúc trong C_Finalize: { $end }
driver-note-hung = trình điều khiển bị treo sau khi mọi thứ đã được đọc
driver-note-ended = trình điều khiển kết thúc sau khi mọi thứ đã được đọc: { $end }
driver-note-not-started = không khởi chạy được tiến trình của trình điều khiển: { $error }
driver-note-exit-status = trạng thái thoát { $status }
driver-note-unknown-end = không rõ kết thúc thế nào
driver-note-confined = bị giới hạn: chỉ ghi vào thư mục của mình và thư mục tạm, không ra mạng bằng TCP
driver-note-confined-files = bị giới hạn: chỉ ghi vào thư mục của mình và thư mục tạm; hệ này không ngăn được việc ra mạng
driver-note-confined-failed = trình điều khiển đang bị giới hạn; nếu nó cần ghi vào thư mục riêng, hãy nêu thư mục đó trong cấu hình (`confine_write`)
driver-note-unconfined = KHÔNG bị giới hạn dù đã yêu cầu: hệ này không có Landlock
