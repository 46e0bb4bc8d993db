# Hướng dẫn mở khóa.
unlock-way-so-init-pin = đăng nhập bằng SO PIN và đặt mã PIN người dùng mới (C_Login, C_InitPIN)
unlock-way-puk-set-pin = đặt mã PIN người dùng mới bằng mã PUK (C_SetPIN trong phiên công khai)
unlock-way-puk-set-pin-ykcs11 = đặt mã PIN người dùng mới bằng mã PUK (C_SetPIN với tiền tố của ykcs11)
unlock-way-puk-set-pin-context = đặt mã PIN người dùng mới bằng mã PUK trong lần đăng nhập theo ngữ cảnh
unlock-way-outside = ngoài PKCS#11, bằng công cụ của nhà sản xuất hoặc của Cục Chứng thực số và Bảo mật thông tin
unlock-way-none = không có cách nào: không đặt được mã PIN người dùng mới trên thiết bị này
unlock-way-unknown = không rõ

unlock-holder-initializer = người đã khởi tạo thiết bị
unlock-holder-authority = Cục Chứng thực số và Bảo mật thông tin; cán bộ đầu mối thường không giữ mã này
unlock-holder-card-holder = thuê bao, trên giấy được giao khi cấp thẻ, hoặc nơi đã cấp thẻ
unlock-holder-administrator = người quản trị máy này
unlock-holder-nobody = không rõ bên nào giữ

unlock-cost-so-pin = nhập sai SO PIN sẽ mất một lần thử của chính mã đó; khi mã này bị khóa thì chỉ còn cách khởi tạo lại thiết bị và khóa bí mật sẽ mất
unlock-cost-puk = nhập sai mã PUK sẽ mất một lần thử của chính mã đó; khi mã này bị khóa thì không mở khóa mã PIN được nữa và khóa bí mật sẽ mất

unlock-care-never-locks = SoftHSM không bao giờ khóa mã PIN; cảnh báo chỉ cho biết đã có lần nhập sai
unlock-care-stale-flags = trình điều khiển này vẫn báo "bị khóa" cho tới khi đăng nhập đúng; trạng thái sẽ được đọc lại sau đó
unlock-care-so-locks-after-three = SO PIN của thiết bị này cũng bị khóa sau ba lần nhập sai
unlock-care-tpm-lockout = mã PIN bị khóa ở đây nghĩa là toàn bộ TPM từ chối mọi mã PIN, kể cả SO PIN; chờ, hoặc kết thúc trạng thái này bằng `tpm2_dictionarylockout --clear-lockout`
unlock-care-nss = NSS không có SO PIN và không bao giờ bị khóa: nhập đúng mật khẩu; không thể thay mật khẩu đã quên
unlock-care-safenet-administrator = chỉ thực hiện được nếu mật khẩu quản trị đã được đặt khi khởi tạo thiết bị; nếu không, Cục Chứng thực số và Bảo mật thông tin mở khóa bằng mã yêu cầu – mã phản hồi: `tokenctl pin unlock --challenge`
unlock-care-unlocks-limited = số lần mở khóa có thể bị giới hạn
unlock-care-bit4id-tool = Cục Chứng thực số và Bảo mật thông tin mở khóa bằng công cụ riêng và mã PUK; chưa xác nhận được mã PUK có dùng làm SO PIN hay không
unlock-care-three-tries = thiết bị này bị khóa sau ba lần nhập sai
unlock-care-may-be-disabled = việc mở khóa có thể đã bị tắt khi khởi tạo thiết bị
unlock-care-so-login-proves-nothing = với thiết bị này, đăng nhập SO thành công chưa đủ để kết luận; phải đăng nhập được bằng mã PIN mới
unlock-care-resetting-code = thẻ OpenPGP chỉ mở khóa theo cách này bằng mã đặt lại (resetting code) mà chủ thẻ đã đặt; nếu chưa đặt, thẻ từ chối (6982) và không mất lần thử; mã PIN quản trị của thẻ cần `user_pin_unblock_style = init_pin_in_so_session`
unlock-care-opensc-change = ở chế độ mặc định của OpenSC, C_SetPIN với mã PUK chỉ là đổi mã thông thường và làm mất một lần thử mã PIN người dùng; `pkcs15-tool --unblock-pin` mới dùng mã PUK đúng nghĩa
unlock-care-opensc-unclear = opensc.conf được viết khác thường nên OpenSC có thể hiểu khác đi hoặc bỏ qua cả tệp; đặt dấu cách quanh `{ "{" }`, `{ "}" }` và `=`, kết thúc mỗi tùy chọn bằng `;`, đặt mỗi tùy chọn một lần và đóng đủ mọi ngoặc nhọn
unlock-care-piv-no-so = thẻ PIV không có SO PIN nên kiểu này của opensc.conf không có tác dụng; với `user_pin_unblock_style = set_pin_in_unlogged_session` mã PUK của thẻ sẽ mở khóa được
unlock-care-ykcs11-init-token = không bao giờ khởi tạo lại thiết bị này để mở khóa: C_InitToken chủ ý khóa cả mã PIN và mã PUK
unlock-care-rutoken-own-call = công cụ riêng của nhà sản xuất cũng mở khóa được
unlock-care-ask-authority = hỏi Cục Chứng thực số và Bảo mật thông tin về cách mở khóa và loại mã cần dùng
unlock-care-ask-issuer = hỏi nơi đã cấp thiết bị về cách mở khóa; chỉ thử SO PIN và C_InitPIN khi được yêu cầu
unlock-care-no-info = { $fault }: trình điều khiển không tự nhận diện, nên chỉ có tên tệp và thiết bị cho biết cách mở khóa
unlock-care-configured = đặt trong tệp cấu hình; cách có sẵn là: { $tabled }
unlock-care-so-locked = SO PIN đã bị khóa: chỉ Cục Chứng thực số và Bảo mật thông tin khởi tạo lại được thiết bị, và khóa bí mật trên đó sẽ mất
unlock-care-so-locked-too = SO PIN cũng đã bị khóa nên không còn cách thứ hai
unlock-care-so-count-low = SO PIN đã bị nhập sai ít nhất một lần kể từ lần đúng gần nhất
unlock-care-so-final-try = SO PIN chỉ còn một lần thử; nhập sai sẽ bị khóa vĩnh viễn; không gửi gì nếu không có `--allow-last-try`
unlock-care-so-must-change = trước hết phải đổi SO PIN bằng `tokenctl pin change --so`
unlock-care-pin-pad = các mã được nhập trên bàn phím của đầu đọc
unlock-care-write-protected = thiết bị được bảo vệ chống ghi
unlock-care-not-locked = không bị khóa: thao tác này đặt mã PIN mới cho thuê bao
unlock-care-not-set = chưa đặt mã PIN người dùng: thao tác này đặt mã đầu tiên
unlock-care-state-unknown = không rõ mã PIN người dùng có bị khóa hay không: thao tác này đặt mã PIN mới cho thuê bao
unlock-config-lines = Trong tệp cấu hình
unlock-untested = chưa kiểm chứng: dự án chưa có điều kiện thử trên loại thiết bị này

unlock-error-not-initialized = thiết bị chưa được khởi tạo, không có mã PIN người dùng để mở khóa; chưa gửi gì tới thiết bị
unlock-error-so-locked = SO PIN đã bị khóa nên không dùng được để mở khóa mã PIN người dùng; chưa gửi gì tới thiết bị
unlock-error-so-must-change = phải đổi SO PIN trước khi dùng để mở khóa; chưa gửi gì tới thiết bị
unlock-error-last-try = mã cần dùng chỉ còn một lần thử; chưa gửi gì tới thiết bị
unlock-error-write-protected = thiết bị được bảo vệ chống ghi nên không đặt được mã PIN; chưa gửi gì tới thiết bị
unlock-error-outside = thiết bị này được mở khóa ngoài PKCS#11; chưa gửi gì tới thiết bị
unlock-error-context-specific = thẻ này cần mã PUK trong lần đăng nhập theo ngữ cảnh, cách này không được hỗ trợ; chưa gửi gì tới thiết bị
unlock-error-no-way = không có cách nào mở khóa thiết bị này; chưa gửi gì tới thiết bị
unlock-error-unknown-way = không rõ cách mở khóa thiết bị này, đoán sai sẽ mất lần thử; chưa gửi gì tới thiết bị
unlock-hint-so-change = chạy `tokenctl pin change --so{ $which }` trước
unlock-hint-last-try = khi đã chắc chắn về mã đó, thêm `--allow-last-try`
unlock-hint-configure = hỏi nơi đã cấp thiết bị; khi cách mở khóa đã được xác nhận, ghi vào tệp cấu hình: `unlock = "so-init-pin"` trong mục `[[driver]]` của trình điều khiển
unlock-hint-authority = liên hệ Cục Chứng thực số và Bảo mật thông tin (dichvucong.ca.gov.vn); phải đề nghị cấp chứng thư chữ ký số mới
unlock-hint-plan = `tokenctl pin unlock --plan{ $which }` nêu việc cần làm; hoặc đề nghị khôi phục theo Mẫu số 06
