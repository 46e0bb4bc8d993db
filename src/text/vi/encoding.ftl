# Bảng mã của tệp do người dùng đưa vào.
encoding-not-utf8 = dòng { $line } không phải văn bản UTF-8
encoding-mixed = tệp lẫn nhiều bảng mã: trước dòng { $line } là UTF-8, từ dòng đó trở đi là bảng mã khác
encoding-broken-utf16 = dòng { $line } có ký tự UTF-16 bị cụt
encoding-binary = tệp không phải văn bản: có byte NUL (UTF-16 thiếu dấu thứ tự byte, hoặc là tệp nhị phân)
encoding-save-as-utf8 = trong Excel chọn Lưu thành (Save As), kiểu "CSV UTF-8 (Comma delimited)"; trong Notepad chọn Lưu thành, Mã hóa "UTF-8"
