//! The columns of a staff list and the titles by which they are known, in Vietnamese and English.
//!
//! Titles are compared folded (no diacritics, no case, no punctuation). Pitfall: a title must not stand under two
//! fields; a test holds that.

/// One column that the tool knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// Name of the person or organisation; the only column that must be there.
    Name,
    /// Personal identity number.
    IdentityNumber,
    /// Its date of issue.
    IdentityDate,
    /// Its place of issue.
    IdentityPlace,
    /// Date of birth.
    BirthDate,
    /// Position.
    Title,
    /// Employing body or unit.
    Unit,
    /// Province or city.
    Province,
    /// Address.
    Address,
    /// Official e-mail address.
    Email,
    /// Mobile phone.
    Phone,
    /// Serial number of the device.
    DeviceSerial,
    /// Serial number of the certificate.
    CertificateSerial,
    /// USB token, SIM PKI, central signing.
    Carrier,
    /// At work, retired, moved, left, died.
    Status,
    /// Lost, broken, key suspect.
    DeviceState,
    /// How often the certificate was renewed.
    Renewals,
    /// Person or organisation.
    Kind,
    /// Tax code.
    TaxCode,
    /// Code in the state budget system.
    BudgetCode,
}

impl Field {
    /// Every field, in the order in which they are shown.
    pub const ALL: [Self; 20] = [
        Self::Name,
        Self::IdentityNumber,
        Self::IdentityDate,
        Self::IdentityPlace,
        Self::BirthDate,
        Self::Title,
        Self::Unit,
        Self::Province,
        Self::Address,
        Self::Email,
        Self::Phone,
        Self::DeviceSerial,
        Self::CertificateSerial,
        Self::Carrier,
        Self::Status,
        Self::DeviceState,
        Self::Renewals,
        Self::Kind,
        Self::TaxCode,
        Self::BudgetCode,
    ];

    /// The field of a folded title.
    pub fn of_title(folded: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.titles().contains(&folded))
    }

    /// The title as the tool shows it, in Vietnamese and English.
    pub fn shown(self) -> (&'static str, &'static str) {
        match self {
            Self::Name => ("họ tên", "name"),
            Self::IdentityNumber => ("số định danh cá nhân", "identity number"),
            Self::IdentityDate => ("ngày cấp", "date of issue"),
            Self::IdentityPlace => ("nơi cấp", "place of issue"),
            Self::BirthDate => ("ngày sinh", "date of birth"),
            Self::Title => ("chức vụ", "position"),
            Self::Unit => ("đơn vị", "unit"),
            Self::Province => ("tỉnh/thành phố", "province"),
            Self::Address => ("địa chỉ", "address"),
            Self::Email => ("thư điện tử công vụ", "e-mail"),
            Self::Phone => ("điện thoại", "phone"),
            Self::DeviceSerial => ("số hiệu thiết bị", "device serial"),
            Self::CertificateSerial => ("số hiệu chứng thư", "certificate serial"),
            Self::Carrier => ("loại", "type"),
            Self::Status => ("trạng thái", "status"),
            Self::DeviceState => ("tình trạng thiết bị", "device state"),
            Self::Renewals => ("đã gia hạn", "renewals"),
            Self::Kind => ("tổ chức/cá nhân", "person or organisation"),
            Self::TaxCode => ("mã số thuế", "tax code"),
            Self::BudgetCode => ("mã quan hệ ngân sách", "budget code"),
        }
    }

    /// Every title of it, folded.
    #[expect(clippy::too_many_lines, reason = "a table")]
    fn titles(self) -> &'static [&'static str] {
        match self {
            Self::Name => &[
                "ho ten",
                "ho va ten",
                "ten",
                "ten thue bao",
                "ho ten thue bao",
                "ten nguoi dung",
                "ten chung thu chu ky so",
                "ten chung thu so",
                "ten co quan to chuc",
                "name",
                "full name",
                "holder",
                "subscriber",
            ],
            Self::IdentityNumber => &[
                "so dinh danh ca nhan",
                "so dinh danh",
                "ma dinh danh",
                "cccd",
                "so cccd",
                "can cuoc",
                "so can cuoc",
                "can cuoc cong dan",
                "so can cuoc cong dan",
                "cmnd",
                "so cmnd",
                "cccd cmnd",
                "so cccd cmnd",
                "cmnd cccd",
                "so cmnd cccd",
                "identity number",
                "personal identity number",
                "identity card",
                "id number",
                "citizen id",
            ],
            Self::IdentityDate => {
                &["ngay cap", "ngay cap cccd", "ngay cap can cuoc", "date of issue", "issue date", "issued on"]
            }
            Self::IdentityPlace => &["noi cap", "noi cap cccd", "noi cap can cuoc", "place of issue", "issued by"],
            Self::BirthDate => &["ngay sinh", "ngay thang nam sinh", "date of birth", "birth date", "birthday"],
            Self::Title => &["chuc vu", "chuc danh", "position", "title", "job title"],
            Self::Unit => &[
                "don vi",
                "don vi cong tac",
                "ten don vi",
                "co quan",
                "co quan cong tac",
                "co quan don vi",
                "co quan to chuc",
                "co quan to chuc cong tac",
                "ten co quan to chuc cong tac",
                "noi cong tac",
                "phong ban",
                "unit",
                "organisation",
                "organization",
                "department",
                "employer",
                "employing body",
            ],
            Self::Province => &["tinh thanh pho", "tinh", "thanh pho", "tinh tp", "province", "city", "province city"],
            Self::Address => &["dia chi", "dia chi co quan", "address"],
            Self::Email => &[
                "thu dien tu cong vu",
                "thu dien tu",
                "dia chi thu dien tu cong vu",
                "dia chi thu dien tu",
                "email",
                "email cong vu",
                "hop thu",
                "hop thu cong vu",
                "dia chi email",
                "e mail",
                "email address",
                "e mail address",
                "official email",
                "official e mail",
            ],
            Self::Phone => &[
                "dien thoai",
                "so dien thoai",
                "dien thoai di dong",
                "so dien thoai di dong",
                "sdt",
                "so dt",
                "phone",
                "phone number",
                "mobile",
                "mobile phone",
                "telephone",
            ],
            Self::DeviceSerial => &[
                "so hieu thiet bi",
                "so hieu thiet bi luu khoa bi mat",
                "so hieu thiet bi luu khoa",
                "serial thiet bi",
                "so serial thiet bi",
                "so hieu token",
                "ma thiet bi",
                "so hieu usb token",
                "device serial",
                "device serial number",
                "token serial",
                "token serial number",
            ],
            Self::CertificateSerial => &[
                "so hieu chung thu",
                "so hieu chung thu so",
                "so hieu chung thu chu ky so",
                "serial chung thu",
                "serial chung thu so",
                "so hieu chung thu chu ky so cu",
                "so hieu chung thu chu ky so cu neu co",
                "certificate serial",
                "certificate serial number",
            ],
            Self::Carrier => &[
                "loai",
                "loai thiet bi",
                "loai chu ky so",
                "hinh thuc",
                "hinh thuc ky",
                "hinh thuc ky so",
                "phuong thuc ky",
                "phuong thuc ky so",
                "type",
                "carrier",
                "device type",
                "means",
            ],
            Self::Status => &[
                "trang thai",
                "tinh trang",
                "trang thai cong tac",
                "tinh trang cong tac",
                "status",
                "employment status",
            ],
            Self::DeviceState => &["tinh trang thiet bi", "trang thai thiet bi", "device state", "device status"],
            Self::Renewals => {
                &["da gia han", "so lan gia han", "so lan da gia han", "renewals", "renewed", "times renewed"]
            }
            Self::Kind => &[
                "to chuc ca nhan",
                "ca nhan to chuc",
                "loai thue bao",
                "doi tuong",
                "person or organisation",
                "person or organization",
                "person organisation",
                "organisation person",
                "subscriber type",
                "kind",
            ],
            Self::TaxCode => &["ma so thue", "mst", "tax code", "tax number"],
            Self::BudgetCode => {
                &["ma quan he ngan sach", "ma qhns", "ma don vi quan he ngan sach", "mqhns", "budget code"]
            }
        }
    }
}

/// Titles of columns that every list has and no rule needs.
pub(super) fn is_left_out(folded: &str) -> bool {
    matches!(folded, "" | "stt" | "tt" | "so tt" | "so thu tu" | "ghi chu" | "no" | "nr" | "note" | "notes" | "remarks")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::fold;

    #[test]
    fn no_title_stands_under_two_fields() {
        let mut seen = std::collections::BTreeMap::new();
        for field in Field::ALL {
            for title in field.titles() {
                assert_eq!(fold::title(title), *title, "`{title}` must be written folded");
                assert_eq!(seen.insert(*title, field), None, "`{title}` stands under two fields");
            }
        }
    }

    #[test]
    fn the_shown_titles_are_known_ones() {
        for field in Field::ALL {
            for title in [field.shown().0, field.shown().1] {
                assert_eq!(Field::of_title(&fold::title(title)), Some(field), "`{title}` must be found");
            }
        }
    }
}
