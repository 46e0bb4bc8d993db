# What every run may say: errors, hints, remarks.
run-error = lỗi: { $sentence }
run-cause = nguyên nhân: { $sentence }
run-hint = gợi ý: { $hint }
run-other = { $words }
run-unknown = có lỗi xảy ra nhưng không rõ lỗi gì
run-bug-hint = đây là lỗi của tokenctl: xin báo lại kèm lệnh đã gõ và kết quả khi thêm `-v`, không kèm mã PIN
run-interrupted = đã hủy
run-reading = đang đọc các thiết bị
run-added = `{ $path }` hiện có { $tokens } thiết bị
run-check-no-token = không có thiết bị nào để kiểm tra
run-no-certificate-at-all = không có chứng thư nào trên các thiết bị đã chọn
run-no-certificate = không có chứng thư nào khớp với `{ $wanted }`; hiện có: { $seen }
run-no-certificate-hint = hãy nêu phần đầu của mã SHA-256, số hiệu, id hoặc nhãn; `tokenctl cert list --format json` liệt kê đủ
run-several-certificates = có nhiều chứng thư khớp{ $wanted ->
    [""] {""}
   *[other] {" "}với `{ $wanted }`
}: { $matching }
run-several-certificates-hint = hãy nêu phần đầu của mã SHA-256 để chọn một chứng thư
run-saved-missing = không có tệp `{ $path }`
run-saved-unreadable = không đọc được `{ $path }`: { $fault }
run-saved-too-long = `{ $path }` dài hơn mọi bản kiểm kê
run-saved-faulty = `{ $path }` không phải là bản kiểm kê dùng được
