# Mã bí mật: lấy từ đâu, sai ở chỗ nào; các bước xác nhận.
secret-role-user-pin = mã PIN người dùng
secret-role-so-pin = SO PIN
secret-role-puk = mã PUK
secret-role-new-pin = mã PIN mới

secret-origin-prompt = nội dung vừa nhập
secret-origin-file = tệp `{ $path }`
secret-origin-stdin = đầu vào chuẩn
secret-origin-environment = biến môi trường `{ $name }`

secret-prompt-user-pin = Mã PIN người dùng của thiết bị { $token }:
secret-prompt-so-pin = SO PIN (mã PIN quản trị) của thiết bị { $token }:
secret-prompt-puk = Mã PUK của thiết bị { $token }:
secret-prompt-new-pin = Mã PIN mới cho thiết bị { $token }:
secret-prompt-again = Nhập lại mã PIN mới:
secret-typed-differently = Hai lần nhập khác nhau; nhập lại mã PIN mới hai lần
secret-new-again = { $fault }; chưa gửi gì tới thiết bị: nhập mã khác

secret-no-terminal = chưa có { $role }; không có cửa sổ dòng lệnh để hỏi
secret-batch = chưa có { $role }; `--batch` không cho hỏi
secret-stdin-twice = đầu vào chuẩn chỉ chứa một mã bí mật, nhưng cả { $role } và { $other } đều được yêu cầu đọc từ đó
secret-stdin-is-terminal = đầu vào chuẩn là cửa sổ dòng lệnh, { $role } sẽ hiện ra khi nhập
secret-not-in-environment = thiếu { $role }: biến môi trường `{ $name }` chưa được đặt
secret-no-file = không có tệp chứa { $role }: `{ $path }`
secret-directory = không thể đọc { $role } từ một thư mục: `{ $path }`
secret-unreadable = không đọc được { $role } từ { $origin }: { $cause }
secret-empty = không có { $role } trong { $origin }: nội dung rỗng
secret-too-long = nội dung của { $origin } dài hơn { $limit } byte nên không phải { $role }
secret-byte-order-mark = { $role } trong { $origin } bắt đầu bằng dấu thứ tự byte (BOM), thiết bị sẽ coi đó là một phần của mã
secret-utf16 = { $role } trong { $origin } là văn bản UTF-16, như một số trình soạn thảo trên Windows vẫn lưu
secret-nul = { $role } trong { $origin } chứa byte NUL
secret-not-utf8 = { $role } trong { $origin } không phải văn bản UTF-8
secret-second-line = { $origin } có nhiều hơn một dòng nên không rõ đâu là { $role }
secret-blanks = { $role } trong { $origin } có dấu cách ở đầu hoặc cuối
secret-control-character = { $role } trong { $origin } chứa ký tự điều khiển, ví dụ phím tab hoặc phím mũi tên
secret-mismatch = { $role } đã được nhập khác nhau ba lần
secret-cancelled = đã hủy khi đang chờ { $role }; chưa gửi gì tới thiết bị
secret-terminal = cửa sổ dòng lệnh gặp lỗi ở bước hỏi { $role }: { $cause }

secret-hint-sources = nêu mã bằng `{ $option }-file TỆP`, `{ $option }-stdin` hoặc `{ $option }-env TÊN`
secret-hint-one-stdin = nêu mã còn lại bằng `{ $option }-file TỆP` hoặc `{ $option }-env TÊN`
secret-hint-leave-out-stdin = bỏ `{ $option }-stdin` để được hỏi mà không hiện ký tự
secret-hint-one-line = chưa gửi gì tới thiết bị; lưu mã thành một dòng văn bản UTF-8, không có BOM và không có dấu cách ở hai đầu
secret-hint-prompt = chưa gửi gì tới thiết bị; chạy lại lệnh và nhập mã, không có dấu cách ở hai đầu
secret-hint-variable = chưa gửi gì tới thiết bị; đặt biến chỉ chứa mã, không có dấu cách ở hai đầu

secret-accents = { $role } trong { $origin } có ký tự ngoài bảng ASCII in được, ví dụ chữ cái có dấu; phần mềm khác có thể gửi các byte khác, và nhập sai sẽ mất một lần thử
secret-hint-accents = chưa gửi gì tới thiết bị; nếu đúng là mã có các ký tự đó, thêm `--allow-accents`
secret-ask-accents = { $role } có ký tự ngoài A–Z, a–z, 0–9 và các dấu thông thường. Bộ gõ tiếng Việt đổi D thành Đ và d thành đ. Vẫn gửi? [c/K]
secret-ask-accents-capitals = { $role } có ký tự ngoài A–Z, a–z, 0–9 và các dấu thông thường, và mọi chữ cái đều là chữ hoa: có thể phím Caps Lock đang bật. Bộ gõ tiếng Việt đổi D thành Đ và d thành đ. Vẫn gửi? [c/K]
secret-note-digits = ghi chú: thiết bị này chỉ nhận chữ số: mã PIN mới chỉ gồm chữ số, dù ở thiết bị khác quy định yêu cầu chữ cái
secret-no-so = { $token } không có vai trò quản trị (SO) nên không có SO PIN để gửi; chưa gửi gì tới thiết bị
secret-warning-exposed = cảnh báo: người khác đọc hoặc sửa được `{ $path }` (quyền { $mode }); dùng `chmod 600` để bảo vệ tệp, `--batch` từ chối tệp như vậy
secret-file-exposed = người khác đọc hoặc sửa được `{ $path }` (quyền { $mode }) nên không lấy { $role } từ đó; chưa gửi gì tới thiết bị
secret-hint-exposed = chạy `chmod 600 { $path }`

secret-random-failed = hệ điều hành không cung cấp được byte ngẫu nhiên: { $cause }
secret-generate-exhausted = không sinh được mã PIN nào đáp ứng quy định
secret-warning-no-terminal = cảnh báo: đầu ra lỗi chuẩn không phải cửa sổ dòng lệnh: mã PIN mới sẽ được ghi vào nơi nhận đầu ra đó, ví dụ tệp nhật ký hệ thống; `--generate-to TỆP` ghi mã vào tệp chỉ chủ tệp đọc được
secret-kept = ghi chú: mã PIN mới nằm trong `{ $path }`, chỉ chủ tệp đọc được; giao mã cho thuê bao rồi xóa tệp
secret-keep-exists = đã có `{ $path }`, mà mã PIN mới chỉ được ghi vào tệp mới; chưa gửi gì tới thiết bị
secret-keep-unwritable = không ghi được mã PIN mới vào `{ $path }`: { $cause }; chưa gửi gì tới thiết bị
secret-not-listed = danh sách `{ $path }` không có { $role } của thiết bị { $serial }; chưa gửi gì tới thiết bị
secret-list-line = dòng { $line } của danh sách `{ $path }` không đúng dạng `số hiệu,mã PIN`; không dùng danh sách này
secret-hint-list = ghi mỗi thiết bị một dòng: số hiệu, dấu phẩy, mã PIN; không có dấu nháy, mỗi số hiệu một lần
