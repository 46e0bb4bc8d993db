# `doctor`: những gì một máy cần có.
doctor-column-area = Hạng mục
doctor-column-what = Kết quả kiểm tra
doctor-in-order = đạt
doctor-remedy = cần làm: { $remedy }
doctor-nothing-to-do = Không có việc nào cần làm
doctor-to-do = Có { $count } việc cần làm

doctor-area-system = Hệ thống
doctor-area-service = Dịch vụ thẻ thông minh
doctor-area-reader = Đầu đọc
doctor-area-card = Thẻ
doctor-area-driver = Trình điều khiển
doctor-area-architecture = Khác kiến trúc
doctor-area-p11-kit = p11-kit
doctor-area-config = Tệp cấu hình
doctor-area-journal = Nhật ký
doctor-area-clock = Đồng hồ
doctor-area-language = Ngôn ngữ
doctor-area-terminal = Cửa sổ dòng lệnh
doctor-area-disk = Ổ đĩa

doctor-system = tokenctl { $version } ({ $bits } bit) trên { $system }
doctor-start-service = khởi động dịch vụ: `sudo systemctl enable --now pcscd.socket`
doctor-start-service-windows = khởi động “Smart Card” trong `services.msc` và đặt chế độ tự khởi động
doctor-install-service = cài đặt dịch vụ (trên Debian và Ubuntu: `sudo apt install pcscd`); thiết bị không phải thẻ thông minh không cần dịch vụ này
doctor-install-service-windows = dịch vụ này là một phần của Windows; sửa lại bản cài đặt Windows
doctor-restart-service = khởi động lại dịch vụ thẻ thông minh rồi chạy lại lệnh này
doctor-readers-unknown = Dịch vụ thẻ thông minh không cho biết có những đầu đọc nào
doctor-no-reader = Chưa cắm đầu đọc hoặc USB Token nào
doctor-plug-in = cắm thiết bị; nếu đã cắm, thử cổng USB khác, và trên máy ảo thì chuyển tiếp thiết bị USB
doctor-reader-empty = { $reader }: chưa có thẻ
doctor-insert-card = đưa thẻ vào, đầu có chip vào trước
doctor-card-read = { $reader }: thẻ được đọc bằng { $path }
doctor-card-unknown = { $reader }: không trình điều khiển nào nhận ra thẻ
doctor-install-driver = cài đặt trình điều khiển của nhà cung cấp thiết bị, hoặc chỉ rõ: `tokenctl --module /đường/dẫn/trình-điều-khiển doctor`
doctor-driver-serves = { $path } ({ $library }): { $count ->
    [0] hoạt động, chưa thấy thiết bị nào
   *[other] hoạt động, thấy { $count } thiết bị
}
doctor-driver-fails = { $path }: { $failure }
doctor-driver-remedy = `tokenctl driver list -v{ $which }` cho thấy trình điều khiển báo gì; cài đặt phiên bản hiện hành của nhà cung cấp
doctor-p11-kit = { $count ->
    [0] Cấu hình không thêm trình điều khiển nào
   *[other] Cấu hình thêm { $count } trình điều khiển
}
doctor-p11-kit-broken = { $file }: không hiểu được cấu hình của { $path }
doctor-p11-kit-not-enabled = { $file }: { $path } không được bật cho tokenctl
doctor-p11-kit-remote = { $file }: { $path } chạy như một chương trình riêng, tokenctl không khởi chạy
doctor-p11-kit-unread = không đọc được { $file }, hoặc tệp dài hơn 64 KiB: không dùng trình điều khiển nêu trong tệp
doctor-p11-kit-unread-settings = không đọc được { $file }, hoặc tệp dài hơn 64 KiB: không dùng cấu hình p11-kit của người dùng
doctor-p11-kit-line = { $file }, dòng { $line }: không có dạng `tên: giá trị`; do đó chính p11-kit không nạp trình điều khiển nào
doctor-p11-kit-user-config = { $file }: không rõ giá trị của `user-config`; do đó chính p11-kit không nạp trình điều khiển nào
doctor-p11-kit-critical = { $file }: thiếu { $path }, nhưng được đánh dấu là bắt buộc (critical); do đó chính p11-kit không nạp trình điều khiển nào
doctor-p11-kit-remedy = sửa hoặc xóa tệp này
doctor-config = đã đọc { $path }
doctor-config-absent = Chưa có tệp cấu hình { $path }; dùng các giá trị mặc định
doctor-config-init = `tokenctl config init` hỏi một lần về cơ quan và cán bộ đầu mối để điền văn bản
doctor-journal = { $path }: ghi được nhật ký các lần thao tác
doctor-journal-open = { $path }: tài khoản khác ngoài chủ thư mục có thể sửa tệp trong đó
doctor-journal-close = bỏ quyền đó: `chmod go-w { $path }`
doctor-journal-nowhere = Không thư mục nào ghi được nhật ký, nên không mã PIN nào được gửi; đã thử: { $paths }
doctor-journal-intact = { $path }: nguyên vẹn, { $count } mục
doctor-journal-broken = { $path }: đã bị sửa sau khi ghi
doctor-clock = { $time }, múi giờ { $zone }
doctor-clock-early = Đồng hồ chỉ { $time }: khi đó chưa có phiên bản này, nên mọi kết luận về ngày sẽ sai
doctor-clock-behind = Đồng hồ chỉ { $time }, nhưng mục cuối của nhật ký muộn hơn: { $last }
doctor-clock-remedy = chỉnh lại đồng hồ; máy tính hay quên giờ cần thay pin
doctor-language = Văn bản hiển thị bằng { $language ->
    [vi] tiếng Việt
   *[other] tiếng Anh
}
doctor-language-not-utf8 = Môi trường không dùng UTF-8 nên chữ tiếng Việt có thể hiển thị sai
doctor-language-remedy = dùng môi trường UTF-8, ví dụ `export LANG=vi_VN.UTF-8`
doctor-terminal = rộng { $count } cột; nhập được mã PIN
doctor-terminal-piped = nhập được mã PIN; kết quả được ghi vào tệp hoặc chuyển cho chương trình khác
doctor-terminal-narrow = chỉ rộng { $count } cột; bảng bị xuống dòng
doctor-terminal-widen = mở rộng cửa sổ đến ít nhất 80 cột
doctor-terminal-absent = Không có cửa sổ dòng lệnh để hỏi mã PIN
doctor-terminal-sources = trong tập lệnh, chỉ rõ nguồn: `--pin-file`, `--pin-stdin` hoặc `--pin-env`
doctor-disk = { $path }: còn trống { $count } MiB
doctor-disk-remedy = giải phóng dung lượng ổ đĩa này: văn bản, danh sách và nhật ký được ghi ở đó
