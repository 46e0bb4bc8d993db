# Chọn một trong nhiều thiết bị theo số thứ tự, trên màn hình dòng lệnh.
pick-several = Có { $count } thiết bị phù hợp:
pick-line = { $number }. { $token }
pick-all = Chọn thiết bị nào? Nhập số từ 1 đến { $count }, hoặc Enter để chọn tất cả:
pick-one = Chọn thiết bị nào? Nhập số từ 1 đến { $count }, hoặc Enter để không chọn:
pick-again = nhập một số từ 1 đến { $count }, hoặc nhấn Enter
selection-holder-not-in-journal = nhật ký không ghi tên thuê bao
selection-hint-journal = chỉ rõ thiết bị bằng số hiệu, ví dụ `serial:10252317`
