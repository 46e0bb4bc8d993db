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
        assert_eq!(
            (&item["reason"], &item["next_step"]),
            (&json!("kind-unsure"), &json!("state-holder-kind")),
            "{item}"
        );
    }

    // The staff list answers the question.
    let staff = home.path().join("staff.csv");
    std::fs::write(&staff, "Họ và tên,Cơ quan\nTrần Văn An,Công nghệ xanh\n").expect("a staff list");
    let plan = tokenctl(&home, &rig, &["plan", "--all", "--roster", &staff.display().to_string()]);
    let plan = plan.expect_status(0, "the plan").json();
    assert_eq!(kinds(&plan)[4], (NAMES[4], &organisation, &reissue), "it is called like a body of the staff list");
    assert_eq!(kinds(&plan)[3], (NAMES[3], &organisation, &undecided), "of which the list knows nothing");
}

#[test]
fn what_waits_for_that_question_is_named_by_every_letter_that_it_may_belong_to() {
    let (home, rig) = (Home::new(), desk().install());
    for (words, rows) in [(&["request", "new"][..], 1), (&["request", "new", "--organisations"], 2)] {
        let outcome = tokenctl(&home, &rig, words).expect_status(0, "the rest is requested");
        let request = outcome.json();
        assert_eq!(request["rows"].as_array().map(Vec::len), Some(rows), "{request}");
        assert_eq!((&request["summary"]["undecided"], &request["left_out"]), (&json!(2), &json!([])), "{request}");
        let undecided = request["undecided"].as_array().expect("a list");
        let names: Vec<&Value> = undecided.iter().map(|one| &one["certificate"]["holder"]).collect();
        assert_eq!(names, [NAMES[3], NAMES[4]], "{request}");
        assert!(
            undecided.iter().all(|one| one["reason"] == "kind-unsure" && one["next_step"] == "state-holder-kind"),
            "{request}"
        );
        let said = format!("{}; {}", NAMES[3], NAMES[4]);
        let line = outcome.stderr.lines().find(|line| line.contains(&said));
        assert!(line.is_some_and(|line| line.starts_with("note: 2 certificates ")), "{}", outcome.stderr);
    }
    let renewal = tokenctl(&home, &rig, &["request", "renewal"]);
    assert!(!renewal.stderr.contains(NAMES[3]), "a renewal has one form: {}", renewal.stderr);

    let folder = home.path().join("month").display().to_string();
    let month = tokenctl(&home, &rig, &["month", "--dir", &folder]).expect_status(10, "a decision is due").json();
    assert_eq!(month["undecided"].as_array().map(Vec::len), Some(2), "{month}");
    let page = std::fs::read_to_string(home.path().join("month/huong-dan.txt")).expect("the page");
    assert!(page.contains(NAMES[3]) && page.contains(NAMES[4]), "{page}");

    // The staff list's column answers it.
    let staff = home.path().join("staff.csv");
    std::fs::write(&staff, format!("Họ và tên,Tổ chức/cá nhân,Thư điện tử\n{},cá nhân,p4@hanoi.gov.vn\n", NAMES[3]))
        .expect("a staff list");
    let request = tokenctl(&home, &rig, &["request", "new", "--roster", &staff.display().to_string()]).json();
    assert_eq!((&request["summary"]["rows"], &request["summary"]["undecided"]), (&json!(2), &json!(1)), "{request}");
}

#[test]
fn where_every_new_certificate_waits_for_that_question_the_error_says_so() {
    let token = |slot: u8, name: &str| {
        let der = Certificate::of(name).organizations(&[]).valid("220101000000Z", "261101000000Z").der();
        let key = Object::public_key(&[slot], "khóa", &RSA_2048);
        Token::named(&format!("VGCA {slot}"))
            .set("serial", format!("60{slot:06}"))
            .certificate(&[slot], "", &der)
            .object(key)
    };
    let (home, rig) = (Home::new(), Script::empty().slot(1, token(1, "LƯU VĂN TRƯỜNG")).install());
    for words in [&["request", "new"][..], &["request", "new", "--organisations"]] {
        let outcome = tokenctl(&home, &rig, words).expect_status(3, "nothing is sure");
        assert!(outcome.stderr.contains("form-only-undecided"), "{}", outcome.stderr);
    }
}
