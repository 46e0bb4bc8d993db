//! Vietnamese family names, in lower case.
//!
//! Pitfall: words that begin names of agencies and places more often than names of people (Ban, Khoa, Công, Quảng, Sơn)
//! are family names too, and are missing on purpose.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::word;
use crate::domain::fold;

/// Those of nine in ten people.
const COMMON: [&str; 22] = [
    "nguyễn", "trần", "lê", "phạm", "hoàng", "huỳnh", "phan", "vũ", "võ", "đặng", "bùi", "đỗ", "hồ", "ngô", "dương",
    "lý", "đào", "đinh", "trịnh", "mai", "lâm", "cao",
];

/// The others, of the Kinh and the Hoa.
const OTHERS: &str = "
    âu bạc bạch bàng bành bế biện bì bồ cái cai cam cảnh cát cấn cầm châu chế chiêm chu chung chúng chử chương cồ cổ
    cù cung cự danh diêm diệp doãn du dư đái đàm đan đầu đậu đèo điêu điền đoàn đoạn đồ đổng đồng đới đường giả giản
    giang giáp hà hạ hàn hán hạng hầu hình hồng hứa hy kha khâu khiếu khổng khuất khúc khưu khương kiều kim kỷ kỳ la
    lã lạc lại lành lãnh lăng lê liêu liễu lò lô lỗ lộ lục luân luyện lư lữ lương lường lưu ma mã mạc mạch man mạnh
    mao mẫn mẫu mâu mậu mục ngạc nghê nghiêm ngọ ngụy ngũ nguyên nguyền nhan nhâm nhậm nhạc nhữ ninh ôn ông phàn phí
    phó phù phùng quách quan quản quàng quế quyền sái sầm sử tạ tào tăng tất tề thạch thái thang thân thẩm thiều
    thiệu thịnh thôi tiền tiêu tô tôn tông tống trà trác trang triệu trình trương từ tường tưởng uông ung văn vi viêm
    viên vu vưu vương xà";

/// The others, of the Tày, Nùng, Thái, Mường, H'Mông, Dao, Chăm, Khmer, Ê Đê, Gia Rai, Ba Na, Cơ Tu and others.
const OF_MINORITIES: &str = "
    bàn bồn cà chang chẩu choang chìu cứ cư dương đèo điểu đinh giàng hảng hầu hoàng hờ khà khang kring lầu lâu lèng
    lềnh lều lò lù lỳ lý ly lường ma mè mùa mua ngần ngân ngưu nông lộc phàng phùng quàng sần sa sìn sùng sừng tẩn
    tằng tải tán thào thèn tòng tráng triệu tro vàng vừ vì vi vừa xa xồng xìn chamaléa katơr patâu pinăng lưu neang
    thạch adrơng ayun byă êban ênuôl hđơk hmok hwing kbuôr kđoh knul ksơr mlô niê rcăm kpă kpuih ksor nay rah rcom
    rmah rơ siu alăng arất bhling bling bnướch briu clâu coor hốih pơloong riah zơrâm";

/// Every family name, folded as names of people are.
static ALL: LazyLock<HashSet<String>> = LazyLock::new(|| all().map(folded).collect());

/// The same as written without diacritics.
static BARE: LazyLock<HashSet<String>> = LazyLock::new(|| all().map(fold::title).collect());

fn all() -> impl Iterator<Item = &'static str> {
    let others = OTHERS.split_whitespace().chain(OF_MINORITIES.split_whitespace());
    COMMON.into_iter().chain(others)
}

fn folded(text: &str) -> String {
    word::joined(&word::words(text, false))
}

/// Whether this is one of the family names of nine in ten people.
pub fn is_common_family(word: &str) -> bool {
    COMMON.contains(&word)
}

/// Whether this is a family name, with or without diacritics.
pub fn is_family(word: &str) -> bool {
    if word.is_ascii() { BARE.contains(word) } else { ALL.contains(&folded(word)) }
}
