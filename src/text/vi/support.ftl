# Gói tệp cho bên hỗ trợ.
support-heading = Những gì được đưa vào gói tệp, ngoài ra không có gì khác:
support-column-file = Tệp
support-column-bytes = Số byte
support-file = { $file }:
support-confirm = Ghi các tệp này vào gói? [c/K]:
support-written = ghi chú: đã ghi `{ $file }`
support-not-asked = không có cửa sổ dòng lệnh để hỏi nên chưa ghi gói tệp
support-hint-yes = xem nội dung đã hiện, rồi thêm `--yes`
support-declined = đã hủy; chưa ghi gói tệp
support-needs-file = không ghi được gói tệp ra đầu ra chuẩn vì nội dung của gói được hiện ở đó
support-hint-file = nêu tên tệp bằng `--output TỆP.zip`
