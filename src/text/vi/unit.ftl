# Một đơn vị trong nhiều đơn vị, theo `--unit`.
unit-near = không có đơn vị nào tên `{ $unit }`; gần giống: { $near }
unit-near-and-more = không có đơn vị nào tên `{ $unit }`; gần giống: { $near }; và { $more } đơn vị khác
unit-unknown = trong { $known } đơn vị không có đơn vị nào tên `{ $unit }`; trong đó có: { $near }
unit-none = không có đơn vị nào tên `{ $unit }`: cả danh sách cán bộ lẫn chứng thư đều không nêu đơn vị
unit-others = ghi chú: { $count } thiết bị của đơn vị khác không được đưa vào
unit-nameless = ghi chú: { $count } thiết bị không được đưa vào vì không rõ thuộc đơn vị nào
unread-others = ghi chú: { $count } thiết bị đã được đọc lại từ ngày đó không được đưa vào, trừ thiết bị của người còn có thiết bị khác
