//! Whose a certificate without tax code or unit is: an organisation's by its name, a person's by theirs, and a question
//! if the name may be either, from the token to the letter.

use serde_json::{Value, json};

use super::support::{Certificate, Home, Object, RSA_2048, Script, Token};
use super::tokenctl;

/// Each in a separate slot. All have expired: a renewal has one form for people and agencies, a new certificate has two.
const NAMES: [&str; 5] = [
    "ỦY BAN NHÂN DÂN PHƯỜNG BẠCH MAI",
    "TRUNG TÂM LƯU TRỮ LỊCH SỬ",
    "Nguyễn Thị Bạch Mai",
    "NGUYỄN VĂN PHÒNG",
    "CÔNG NGHỆ XANH",
];

fn desk() -> Script {
    (1_u8..).zip(NAMES).fold(Script::empty(), |script, (slot, name)| {
        let der = Certificate::of(name)
            .organizations(&[])
            .serial(&[0x70, slot])
            .email(Some(&format!("p{slot}@hanoi.gov.vn")))
            .valid("220101000000Z", "261101000000Z")
            .der();
        let token = Token::named(&format!("VGCA {slot}")).set("serial", format!("60{slot:06}"));
        let key = Object::public_key(&[slot], "khóa", &RSA_2048);
        script.slot(slot.into(), token.certificate(&[slot], "chứng thư số", &der).object(key))
    })
}

fn kinds(plan: &Value) -> Vec<(&str, &Value, &Value)> {
    let items = plan["items"].as_array().expect("items");
    let of = |name: &&str| {
        let item = items.iter().find(|item| item["holder"] == **name).unwrap_or_else(|| panic!("{name}: {plan:#}"));
        (&item["kind"], &item["action"])
    };
    NAMES.iter().map(|name| (*name, of(name))).map(|(name, (kind, action))| (name, kind, action)).collect()
}

#[test]
fn an_organisation_without_a_tax_code_is_one_by_its_name_and_a_doubtful_name_is_a_question() {
    let (home, rig) = (Home::new(), desk().install());
    let plan = tokenctl(&home, &rig, &["plan", "--all"]).expect_status(0, "the plan").json();
    let (organisation, person) = (json!("organisation"), json!("person"));
    let (reissue, undecided) = (json!("reissue"), json!("undecided"));
    let expected = [
        (NAMES[0], &organisation, &reissue),
        (NAMES[1], &organisation, &reissue),
        (NAMES[2], &person, &reissue),
        (NAMES[3], &organisation, &undecided),
        (NAMES[4], &organisation, &undecided),
    ];
    assert_eq!(kinds(&plan), expected);
    let items = plan["items"].as_array().expect("items");
    for item in items.iter().filter(|item| item["action"] == "undecided") {
        assert_eq!((&item["reason"], &item["next_step"]), (&json!("kind-unsure"), &json!("correct-roster")), "{item}");
    }

    // The staff list answers the question.
    let staff = home.path().join("staff.csv");
    std::fs::write(&staff, "Họ và tên,Cơ quan\nTrần Văn An,Công nghệ xanh\n").expect("a staff list");
    let plan = tokenctl(&home, &rig, &["plan", "--all", "--roster", &staff.display().to_string()]);
    let plan = plan.expect_status(0, "the plan").json();
    assert_eq!(kinds(&plan)[4], (NAMES[4], &organisation, &reissue), "it is called like a body of the staff list");
    assert_eq!(kinds(&plan)[3], (NAMES[3], &organisation, &undecided), "of which the list knows nothing");
}
