# `--bodies`: cơ quan nào đã gửi kết quả đọc.
bodies-cannot-use = không dùng được danh sách cơ quan `{ $path }`
bodies-not-text = đây là bảng tính hoặc tệp nhị phân, cần tệp CSV hoặc văn bản
bodies-empty = trong tệp không có tên nào
bodies-hint = lưu thành CSV (UTF-8): một cột có tiêu đề “Cơ quan” hoặc “Đơn vị”, hoặc mỗi dòng một tên
bodies-summary = Trong { $bodies } cơ quan có { $silent } cơ quan chưa gửi gì và { $old } cơ quan chỉ có bản kiểm kê cũ
bodies-said-silent = - { $body }: chưa có thiết bị nào được đọc
bodies-said-old = - { $body }: đọc lần cuối ngày { $day }
bodies-said-current = - { $body }: đọc ngày { $day }
bodies-silent = chưa gửi
bodies-old = bản kiểm kê cũ
bodies-current = đã đọc
bodies-sheet = Cơ quan
bodies-column-body = Cơ quan
bodies-column-state = Trạng thái
bodies-column-tokens = Thiết bị
bodies-column-old-tokens = Chưa đọc lại
bodies-column-newest = Lần đọc cuối
