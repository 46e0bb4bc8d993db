# Mâu thuẫn giữa các bản kiểm kê được gộp.
merge-same-serial = Số hiệu thiết bị `{ $subject }` xuất hiện ở `{ $kept }` và ở `{ $others }`; không có gì xác nhận đó là cùng một thiết bị nên giữ cả hai
merge-certificate-on-two-tokens = Cùng một chứng thư (`{ $subject }`) nằm trên các thiết bị có số hiệu khác nhau: `{ $kept }` và `{ $others }`
merge-holder-changed = Thiết bị `{ $subject }` nay có chứng thư của `{ $kept }`; bản kiểm kê cũ hơn ghi `{ $others }`
merge-label-changed = Thiết bị `{ $subject }` nay có nhãn `{ $kept }`; bản kiểm kê cũ hơn ghi `{ $others }`
merge-weak-identity = Thiết bị ở `{ $kept }` không có số hiệu phân biệt và không có chứng thư; được coi là cùng một thiết bị vì mọi thông tin khác đều trùng
merge-driver-status-differs = Trình điều khiển `{ $subject }` ở bản kiểm kê mới nhất có kết quả `{ $kept }`, ở bản cũ hơn là `{ $others }`
