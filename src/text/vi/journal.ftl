# Nhật ký các lần thử.
journal-no-place = không có thư mục nào để lưu nhật ký nên chưa thao tác gì
journal-not-writable = không ghi được nhật ký tại `{ $path }` nên chưa thao tác gì: { $cause }
journal-not-readable = không đọc được nhật ký tại `{ $path }`: { $cause }
journal-disk-full = ổ đĩa chứa nhật ký `{ $path }` đã đầy: { $cause }
journal-corrupt = dòng cuối của nhật ký `{ $path }` đã bị sửa hoặc không do tokenctl ghi, nên không ghi tiếp vào đó
journal-not-a-file = nhật ký `{ $path }` không phải tệp thông thường
journal-not-ours = nhật ký `{ $path }` thuộc người dùng khác
journal-busy = một chương trình khác đã khóa nhật ký `{ $path }` quá lâu
journal-line-too-long = một dòng nhật ký dài hơn mức cho phép
journal-unwritable = không tạo được dòng nhật ký: { $cause }
journal-hint-corrupt = chạy `tokenctl journal verify`, sau đó chuyển `{ $path }` đi nơi khác: lần thao tác tiếp theo sẽ mở nhật ký mới
journal-hint-place = chỉ ra một thư mục riêng bằng biến môi trường `TOKENCTL_JOURNAL`
journal-hint-disk-full = giải phóng dung lượng rồi chạy lại lệnh; trước đó đọc trạng thái bằng `tokenctl pin status`

journal-finding-malformed = dòng { $line } không phải do tokenctl ghi
journal-finding-torn = dòng { $line } bị ghi dở: việc ghi đã bị ngắt, dòng kế tiếp có ghi nhận điều này
journal-finding-half-line = dòng { $line } không có phần cuối: việc ghi đã bị ngắt
journal-finding-edited = dòng { $line } đã bị sửa sau khi ghi
journal-finding-chain-broken = dòng đứng trước dòng { $line } đã bị thay thế
journal-finding-gap = thiếu các dòng trước dòng { $line }
journal-finding-reordered = dòng { $line } không còn ở đúng vị trí khi ghi
journal-finding-intent-without-result = dòng { $line } báo trước một lời gọi nhưng không có kết quả: coi như đã mất một lần thử
journal-finding-result-without-intent = dòng { $line } ghi kết quả của một lời gọi chưa từng được báo trước
journal-finding-tail-cut = giá trị băm đã ghi lại không có trong nhật ký: phần cuối đã bị cắt

journal-past-tries = Trong { $hours } giờ qua, thiết bị này đã có { $count } lần thử { $role } sai hoặc không rõ kết quả, lần gần nhất lúc { $time } do { $operator } thực hiện
journal-moment = { $time } ngày { $day }/{ $month }/{ $year }
