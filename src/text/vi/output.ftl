# Tệp và đầu ra chuẩn.
output-exists = tệp `{ $path }` đã có sẵn và được giữ nguyên
output-exists-hint = thêm `--force` để ghi đè, hoặc đặt tên tệp khác
output-is-folder = `{ $path }` là thư mục, không phải tệp
output-folder-missing = không có thư mục `{ $folder }` để ghi `{ $path }`
output-folder-missing-hint = hãy tạo thư mục trước, hoặc chỉ ra nơi khác bằng `--output`
output-not-writable = không ghi được `{ $path }`: thư mục hoặc tệp chỉ cho bạn đọc
output-disk-full = chưa ghi được `{ $path }`: đĩa đã đầy
output-failed = chưa ghi được `{ $path }`: { $fault }
output-stdout-closed = chương trình nhận đầu ra chuẩn đã đóng
output-stdout-full = không ghi thêm được vào đầu ra chuẩn: đĩa đã đầy
output-stdout-failed = không ghi được vào đầu ra chuẩn: { $fault }
