# Tiêu đề, đề mục và ghi chú của bảng.
table-days-left = { $days } ngày
