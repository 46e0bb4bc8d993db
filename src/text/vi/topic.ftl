# `help` về những điều không phải là lệnh.
cli-heading-topics = Chủ đề:
topic-renewal = Gia hạn, từ văn bản tới thiết bị:
    {"  "}1. tokenctl plan --roster staff.xlsx                         chứng thư của ai đến hạn
    {"  "}2. tokenctl request renewal --roster staff.xlsx -o mau04.docx   văn bản đề nghị (Mẫu số 04)
    {"  "}3. tokenctl cert import THƯ-MỤC --plan                        chứng thư mới nào thuộc thiết bị nào
    {"  "}4. tokenctl cert import THƯ-MỤC                               ghi, đọc lại, kiểm tra bằng một chữ ký
    {"  "}5. tokenctl cert delete --superseded --plan                   chứng thư cũ nào không còn dùng
    {"  "}6. tokenctl cert delete --superseded                          xóa chứng thư cũ; bản sao được giữ cạnh nhật ký
    YubiKey qua ykcs11 cần hai mã ở bước 4, mã PIN người dùng và khóa quản trị: thêm `--replace`, và `--so-pin-file` hoặc nhập khi được hỏi.
    Khi cần yêu cầu cấp chứng thư cho khóa: `tokenctl csr create`; cặp khóa mới: `tokenctl key generate`.
topic-exit-codes = Mã thoát:
    {"  "}0   hoàn thành
    {"  "}1   lỗi, hoặc chỉ làm được một phần; báo cáo nêu rõ
    {"  "}2   dòng lệnh, tệp cấu hình hoặc tệp đầu vào sai
    {"  "}3   không có trình điều khiển, thiết bị hoặc đối tượng đó
    {"  "}4   có nhiều kết quả phù hợp
    {"  "}5   mã PIN sai hoặc thiếu
    {"  "}6   mã PIN bị khóa
    {"  "}7   từ chối để bảo đảm an toàn: lần thử cuối, sẽ ghi đè, chưa xác nhận
    {"  "}8   trình điều khiển bị treo hoặc dừng đột ngột, không có gì để báo cáo
    {"  "}9   đã hủy
    {"  "}10  check: có cảnh báo; verify: có điều chưa xác định; month: có việc chờ quyết định; diff: có thay đổi
    {"  "}11  check: nghiêm trọng; verify: có chứng thư không được dùng
    {"  "}70  lỗi của tokenctl
topic-selectors = Chỉ rõ thiết bị bằng `--token`:
    {"  "}serial:10252317    số hiệu thiết bị, không phân biệt chữ hoa
    {"  "}label:VGCA Token   nhãn; nhiều thiết bị có cùng nhãn
    {"  "}reader:TÊN         đầu đọc
    {"  "}slot:0             khe cắm
    {"  "}holder:TÊN         thuê bao của chứng thư; khi liệt kê chỉ cần một phần tên
    {"  "}pkcs11:serial=…    PKCS#11 URI (RFC 7512)
    {"  "}chữ bất kỳ         số hiệu thiết bị hoặc nhãn, nếu không có thì tên thuê bao
    Trước khi dùng mã PIN phải có đúng một thiết bị phù hợp, chữ bất kỳ chỉ được hiểu là số hiệu thiết bị hoặc nhãn, và tên thuê bao phải đầy đủ.
topic-dates = Ngày tháng:
    {"  "}2026-11-05, 05/11/2026               một ngày; năm hai chữ số bị từ chối
    {"  "}90d, 90                              số ngày kể từ hôm nay (`--warn`, `--crit`, `--within`)
    {"  "}2026, Q4/2026, 2026-Q4, 11/2026, 2026-11   một kỳ (`--period`)
    {"  "}2026-11-05T08:00                     thời điểm theo múi giờ trong tệp cấu hình (`--at`)
