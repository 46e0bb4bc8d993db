# Các bước xác nhận trước khi thao tác với thiết bị.
confirm-type-serial = Để xác nhận, hãy gõ bốn ký tự cuối của số hiệu thiết bị:
confirm-type-label = Để xác nhận, hãy gõ toàn bộ nhãn của thiết bị:
confirm-not-asked = chưa được xác nhận: không có ai để hỏi và không có `--yes`
confirm-differs-serial = chưa được xác nhận: nội dung đã gõ không phải phần cuối số hiệu của thiết bị
confirm-differs-label = chưa được xác nhận: nội dung đã gõ không phải nhãn của thiết bị
confirm-nothing-to-type = chưa được xác nhận: thiết bị không có số hiệu hay nhãn để gõ
confirm-cancelled = đã hủy ở bước xác nhận; chưa có gì được gửi tới thiết bị
confirm-terminal = cửa sổ dòng lệnh gặp lỗi ở bước xác nhận: { $cause }
confirm-hint-yes = hãy xem kế hoạch trước, sau đó thêm `--yes`
confirm-hint-again = chưa có gì được gửi tới thiết bị; hãy so số hiệu in trên thiết bị với kế hoạch rồi chạy lại lệnh
