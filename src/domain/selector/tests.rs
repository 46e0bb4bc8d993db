//! Selectors against realistic tokens.

use proptest::prelude::*;

use super::*;
use crate::domain::token::Sighting;

fn choose(selector: Option<&Selector>, candidates: &[Selectable<'_>]) -> Result<usize, SelectionError> {
    super::choose(selector, candidates, &Which::default())
}

fn own(slot: u64, label: &str, serial: &str, reader: &str) -> TokenIdentity {
    TokenIdentity {
        slot,
        reader: Some(reader.to_owned()),
        label: Some(label.to_owned()),
        serial: Some(serial.to_owned()),
        manufacturer: Some("bit4id srl".to_owned()),
        model: Some("TokenME EVO2".to_owned()),
        ..TokenIdentity::default()
    }
}

fn token(slot: u64, label: &str, serial: &str, reader: &str) -> Selectable<'static> {
    Selectable {
        driver: "/usr/lib/libbit4xpki.so",
        library_description: Some("bit4id PKCS#11".into()),
        library_manufacturer: Some("bit4id srl".into()),
        library_version: Some("1.4"),
        reader: None,
        slot_manufacturer: Some("ACS".into()),
        identity: Box::leak(Box::new(own(slot, label, serial, reader))),
        holder: None,
        uri: None,
    }
}

fn selects(text: &str, candidate: &Selectable<'_>) -> bool {
    Selector::parse(text).unwrap_or_else(|error| panic!("{text}: {error}")).matches(candidate)
}

#[test]
fn every_form_selects_its_field_exactly() {
    let one = token(1371, "Nguyễn Văn A", "B7BB0DA0", "ACS ACR39U 00 00");
    for text in [
        "serial:b7bb0da0",
        "serial:B7BB0DA0",
        "label:Nguyễn Văn A",
        "reader:ACS ACR39U 00 00",
        "slot:1371",
        "slot:0x55b",
        "Nguyễn Văn A",
        "b7bb0da0",
        "pkcs11:",
        "pkcs11:token=Nguy%E1%BB%85n%20V%C4%83n%20A;serial=b7bb0da0;manufacturer=bit4id%20srl;model=TokenME%20EVO2",
        "pkcs11:slot-id=1371;slot-description=ACS%20ACR39U%2000%2000;slot-manufacturer=ACS",
        "pkcs11:library-version=1.4;library-description=bit4id%20PKCS%2311;library-manufacturer=bit4id%20srl",
        "pkcs11:object=key;type=private;id=%01",
        "pkcs11:?module-path=/usr/lib/libbit4xpki.so",
        "pkcs11:?module-path=/usr/lib/",
        "pkcs11:?module-name=bit4xpki",
        "pkcs11:model=TokenME%20EVO2%00%00;serial=b7bb0da0%00;manufacturer=bit4id%20srl%20%00;",
        "pkcs11:token=Nguy%E1%BB%85n%20V%C4%83n%20A%00%00%00;object-type=cert",
        "pkcs11:?module-name=libbit4xpki",
    ] {
        assert!(selects(text, &one), "{text} means it");
    }
    for text in [
        "serial:b7bb0da",
        "label:nguyễn văn a",
        "label:Nguyen Van A",
        "label:B7BB0DA0",
        "reader:ACS",
        "slot:1372",
        "Nguyễn",
        "pkcs11:token=",
        "pkcs11:serial=",
        "pkcs11:token=Nguy%E1%BB%85n%20V%C4%83n%20A;serial=00",
        "pkcs11:library-version=1",
        "pkcs11:?module-path=/usr/li",
        "pkcs11:?module-name=bit4",
    ] {
        assert!(!selects(text, &one), "{text} does not mean it");
    }
}

#[test]
fn a_label_is_found_however_its_accents_are_composed() {
    let composed = "Nguyễn Văn A";
    let decomposed = composed.nfd().collect::<String>();
    assert_ne!(composed, decomposed, "two writings");
    assert!(selects(&format!("label:{decomposed}"), &token(1, composed, "1234", "r")), "typed decomposed");
    assert!(selects(composed, &token(1, &decomposed, "1234", "r")), "stored decomposed");
}

#[test]
fn an_empty_attribute_of_a_uri_means_an_empty_value() {
    let identity = TokenIdentity { label: None, ..own(1, "", "1234", "r") };
    let nameless = Selectable { identity: &identity, ..token(1, "", "1234", "r") };
    assert!(selects("pkcs11:token=", &nameless), "no label");
    assert!(!selects("pkcs11:token=", &token(1, "A", "1234", "r")), "a label");
}

#[test]
fn a_text_that_is_no_selector_is_refused() {
    for text in ["", "  ", "serial:", "label: ", "reader:"] {
        assert_eq!(Selector::parse(text), Err(SelectorError::Empty), "{text:?}");
    }
    for text in ["slot:", "slot:-1", "slot:+1", "slot:0x", "slot:one", "slot:99999999999999999999"] {
        assert!(Selector::parse(text).is_err(), "{text:?}");
    }
    let error = Selector::parse("pkcs11:tokn=A").expect_err("it would otherwise mean every token");
    assert_eq!(error, SelectorError::UnknownAttribute { attribute: "tokn".to_owned() }, "the attribute is named");
    assert!(
        matches!(Selector::parse("pkcs11:?pin-value=1"), Err(SelectorError::Uri(UriError::PinValue { .. }))),
        "PIN"
    );
    assert_eq!(Selector::parse("a:b"), Ok(Selector::Word("a:b".to_owned())), "a label may hold a colon");
}

#[test]
fn one_token_is_chosen_without_a_selector_and_several_are_not() {
    let [one, two] = [token(1, "VGCA Token", "11111111", "r 0"), token(2, "VGCA Token", "22222222", "r 1")];
    assert_eq!(choose(None, &[one]), Ok(0), "the only one");
    assert_eq!(choose(None, &[]), Err(SelectionError::NoToken(Which::default())), "none");
    let error = choose(None, &[one, two]).expect_err("two");
    assert_eq!(error.class(), Class::Ambiguous, "status 4");
    assert_eq!(choose(Some(&Selector::Serial("22222222".into())), &[one, two]), Ok(1), "told by serial");
}

#[test]
fn no_match_says_what_was_seen_with_status_3() {
    let one = token(1, "A", "11111111", "r");
    let wanted = Selector::parse("serial:99").expect("a selector");
    let error = choose(Some(&wanted), &[one]).expect_err("none");
    assert_eq!((error.class(), error.code()), (Class::NotFound, "token-not-found"), "status 3");
    let seen = vec![Choice { name: "A".to_owned(), selector: Selector::Serial("11111111".into()) }];
    assert_eq!(error, SelectionError::NoMatch { selector: wanted, seen }, "with what was seen");
    let none = choose(Some(&Selector::Slot(1)), &[]).expect_err("nothing there");
    assert_eq!((none.class(), none.code()), (Class::NotFound, "no-token"), "status 3 without any token");
}

#[test]
fn a_holder_is_meant_by_the_whole_name_before_a_pin_and_by_a_part_in_a_list() {
    let of = |slot, label, serial, holder| Selectable { holder: Some(holder), ..token(slot, label, serial, "r") };
    let tokens = [of(1, "VGCA Token", "11111111", "Nguyễn Thị Thuý"), of(2, "VGCA Token", "22222222", "Trần Thúy")];
    let selector = |text: &str| Selector::parse(text).expect("a selector");
    let listed = |text: &str| meant(Some(&selector(text)), &tokens, Degree::Part);
    assert_eq!(listed("holder:thúy"), [0, 1], "a part of both");
    assert_eq!(listed("trần thuý"), [1], "a bare word in another spelling");
    assert_eq!(listed("11111111"), [0], "a serial");
    assert_eq!(listed("vgca token"), [0, 1], "a label in another case");
    assert_eq!(choose(Some(&selector("holder:Nguyễn Thị Thúy")), &tokens), Ok(0), "one whole name");
    let part = choose(Some(&selector("holder:Nguyễn")), &tokens).expect_err("a part is not enough for a PIN");
    assert_eq!(part.code(), "token-not-found");
    let named_like = [of(1, "22222222", "33333333", "A"), tokens[1]];
    assert_eq!(
        meant(Some(&selector("22222222")), &named_like, Degree::Part),
        [0, 1],
        "serial and label are one degree"
    );
    assert_eq!(selector("holder:A B").to_string(), "holder:A B", "as it is read");
}

#[test]
fn beside_what_was_not_read_only_a_selector_that_excludes_it_is_certain() {
    let certain = |text: &str, one: &Selectable<'_>, unread: &[Unread<'_>], renumbered: bool| {
        let selector = (!text.is_empty()).then(|| Selector::parse(text).expect("a selector"));
        assert!(selector.as_ref().is_none_or(|selector| selector.degree(one).is_some()), "{text} matches");
        is_certain(selector.as_ref(), one, unread, renumbered)
    };
    let one = Selectable { holder: Some("Nguyễn An"), ..token(1, "VGCA Token", "B7BB0DA0", "reader 0") };
    let vague = ["", "label:VGCA Token", "VGCA Token", "holder:Nguyễn An", "pkcs11:token=VGCA%20Token", "pkcs11:"];
    let by_slot = ["slot:1", "pkcs11:slot-id=1"];
    let exact = [
        "serial:b7bb0da0",
        "B7BB0DA0",
        "reader:reader 0",
        "pkcs11:serial=B7BB0DA0",
        "pkcs11:slot-description=reader%200",
    ];
    let whole = [Unread { driver: "/usr/lib/other.so", ..Unread::default() }];
    let other_slot = [Unread { driver: "/usr/lib/other.so", slot: Some(2), ..Unread::default() }];
    for text in vague {
        assert!(certain(text, &one, &[], false), "{text:?} with everything read");
        assert!(!certain(text, &one, &whole, false) && !certain(text, &one, &other_slot, false), "{text:?}");
    }
    for text in by_slot {
        assert!(certain(text, &one, &[], false) && certain(text, &one, &other_slot, false), "{text}: not that slot");
        assert!(!certain(text, &one, &whole, false), "{text}: its slots are not known");
        assert!(
            !certain(text, &one, &[Unread { driver: "/x.so", slot: Some(1), ..Unread::default() }], false),
            "{text}: the same number"
        );
        assert!(!certain(text, &one, &[], true), "{text}: other numbers than usual");
    }
    for text in exact {
        assert!(certain(text, &one, &whole, true), "{text}");
    }
    let common = token(1, "VGCA Token", "00123", "reader 0");
    for text in ["serial:00123", "00123", "pkcs11:serial=00123"] {
        assert!(!certain(text, &common, &whole, false), "{text}: many tokens have it");
    }
    for text in ["pkcs11:?module-name=bit4xpki", "pkcs11:slot-id=1?module-path=/usr/lib/libbit4xpki.so"] {
        assert!(certain(text, &one, &whole, false), "{text}: no other driver");
        assert!(
            !certain(text, &one, &[Unread { driver: "/usr/lib/libbit4xpki.so", ..Unread::default() }], false),
            "{text}: its own"
        );
    }
}

#[test]
fn no_serial_and_no_reader_tells_a_token_from_another_slot_of_its_card() {
    let certain = |text: &str, one: &Selectable<'_>, unread: Unread<'_>| {
        is_certain(Some(&Selector::parse(text).expect("a selector")), one, &[unread], false)
    };
    let one = token(1, "Sign PIN", "B7BB0DA0", "reader 0");
    let by_card = [
        "serial:b7bb0da0",
        "B7BB0DA0",
        "reader:reader 0",
        "pkcs11:serial=B7BB0DA0",
        "pkcs11:slot-description=reader%200;token=Sign%20PIN",
    ];
    let beside = |driver, reader| Unread { driver, slot: Some(0), reader, shares_reader: true, ..Unread::default() };
    let (own, other) = ("/usr/lib/libbit4xpki.so", "/usr/lib/other.so");
    for text in by_card {
        assert!(
            !certain(text, &one, beside(own, Some("reader 0"))),
            "{text}: the same card may have another PIN there"
        );
        assert!(!certain(text, &one, beside(own, None)), "{text}: in a reader that is not known");
        assert!(!certain(text, &one, beside(other, Some(" reader  0"))), "{text}: through a driver that shows it too");
        assert!(certain(text, &one, beside(own, Some("reader 1"))), "{text}: another reader");
        let made_up = Unread { shares_reader: false, ..beside(other, Some("reader 0")) };
        assert!(certain(text, &one, made_up), "{text}: another driver may call any reader so");
    }
    for text in ["slot:1", "pkcs11:slot-id=1;serial=B7BB0DA0"] {
        assert!(certain(text, &one, beside(own, Some("reader 0"))), "{text}: another slot");
    }
    let only_here = "pkcs11:serial=B7BB0DA0?module-path=/usr/lib/libbit4xpki.so";
    assert!(certain(only_here, &one, beside(other, Some("reader 0"))), "a driver that the URI excludes");
    assert!(!certain(only_here, &one, beside(own, Some("reader 0"))), "its own");
    // Listed, but without its reader or its certificates.
    let lacking = |lacks| Unread { lacks, ..beside(own, None) };
    for (text, lacks) in [("reader:reader 0", Lacks::Reader), ("pkcs11:slot-description=reader%200", Lacks::Reader)] {
        assert!(!certain(text, &one, lacking(lacks)), "{text}: {lacks:?}");
        assert!(certain(text, &one, lacking(Lacks::Certificates)), "{text}: its reader is known");
    }
    for text in ["serial:b7bb0da0", "B7BB0DA0", "label:Sign PIN", "slot:1", "pkcs11:token=Sign%20PIN"] {
        for lacks in [Lacks::Reader, Lacks::Certificates] {
            assert!(certain(text, &one, lacking(lacks)), "{text}: {lacks:?}");
        }
    }
    let hers = Selectable { holder: Some("Nguyễn An"), ..one };
    assert!(!certain("holder:Nguyễn An", &hers, lacking(Lacks::Certificates)), "it may be her certificate");
    let long = "Đầu đọc thẻ thông minh của Ủy ban nhân dân phường Cầu Giấy 00";
    let cut = String::from_utf8_lossy(&long.as_bytes()[..64]).into_owned();
    let far = token(1, "Sign PIN", "B7BB0DA0", &cut);
    assert!(!certain("serial:B7BB0DA0", &far, beside(own, Some(long))), "one of the two names is cut");
}

#[test]
fn a_hint_offers_only_what_would_be_accepted() {
    let [one, two] = [token(1, "VGCA Token", "123", "reader 0"), token(2, "VGCA Token", "B7BB0DA0", "reader 1")];
    let offered = |place: usize, unread: &[Unread<'_>], renumbered: bool| {
        let all = [one, two];
        let name = telling_for_certain(&all[place], &all, unread, renumbered);
        let accepted = |name: &Selector| is_certain(Some(name), &all[place], unread, renumbered);
        assert!(name.as_ref().is_none_or(accepted), "{name:?}");
        name.map(|name| name.to_string())
    };
    let whole = Unread { driver: "/usr/lib/other.so", ..Unread::default() };
    assert_eq!(offered(0, &[], false).as_deref(), Some("serial:123"), "everything was read");
    assert_eq!(offered(0, &[whole], false).as_deref(), Some("reader:reader 0"), "many have that serial");
    assert_eq!(offered(1, &[whole], false).as_deref(), Some("serial:B7BB0DA0"), "none has this one");
    let beside = Unread { slot: Some(3), reader: Some("reader 1"), shares_reader: true, ..one_driver() };
    assert_eq!(offered(1, &[beside], false).as_deref(), Some("slot:2"), "another PIN of the same card");
    let by_driver = "pkcs11:slot-id=2?module-path=/usr/lib/libbit4xpki.so";
    let all = [beside, whole];
    assert_eq!(offered(1, &all, false).as_deref(), Some(by_driver), "a driver that may have any slot");
    assert_eq!(offered(1, &[beside], true), None, "nothing is certain");
}

/// What could not be read of the tokens' own driver.
fn one_driver() -> Unread<'static> {
    Unread { driver: "/usr/lib/libbit4xpki.so", ..Unread::default() }
}

#[test]
fn a_module_name_leaves_out_the_ending_in_either_case_of_windows() {
    let at = |driver| Selectable { driver, ..token(1, "A", "1234", "r") };
    for driver in [r"C:\Windows\System32\eTPKCS11.dll", r"C:\Windows\System32\eTPKCS11.DLL"] {
        assert!(selects("pkcs11:?module-name=eTPKCS11", &at(driver)), "{driver}");
        assert!(!selects("pkcs11:?module-name=eTPKCS1", &at(driver)), "{driver}");
    }
}

fn told_apart(candidates: &[Selectable<'_>]) -> Vec<String> {
    match choose(Some(&Selector::Label("VGCA Token".into())), candidates) {
        Err(SelectionError::Several { matching, .. }) => {
            matching.iter().map(|choice| choice.selector.to_string()).collect()
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn ambiguous_tokens_are_listed_with_what_tells_them_apart() {
    let label = "VGCA Token";
    let by_serial = [token(1, label, "11111111", "r"), token(2, label, "22222222", "r")];
    assert_eq!(told_apart(&by_serial), ["serial:11111111", "serial:22222222"], "by serial");
    let by_reader = [token(1, label, "0000", "reader 0"), token(2, label, "0000", "reader 1")];
    assert_eq!(told_apart(&by_reader), ["reader:reader 0", "reader:reader 1"], "by reader where serials are zeros");
    let by_slot = [token(1, label, "123", "r"), token(2, label, "123", "r")];
    assert_eq!(told_apart(&by_slot), ["slot:1", "slot:2"], "by slot where all else is the same");
    let other = Selectable { driver: "/usr/lib/other.so", ..by_slot[0] };
    let wanted =
        ["pkcs11:slot-id=1?module-path=/usr/lib/libbit4xpki.so", "pkcs11:slot-id=1?module-path=/usr/lib/other.so"];
    assert_eq!(told_apart(&[by_slot[0], other]), wanted, "by slot and driver");
}

#[test]
fn two_sightings_are_one_token_only_by_the_rule() {
    let sighting = |driver, reader: Option<&str>, serial: Option<&str>, certificates: &[&'static str]| {
        let text = |text: Option<&str>| text.map(str::to_owned);
        let (reader, serial, named) = (text(reader), text(serial), own(0, "VGCA Token", "", ""));
        let identity = &*Box::leak(Box::new(TokenIdentity { reader, serial, ..named }));
        Sighting { driver, identity, certificates: certificates.to_vec() }
    };
    let named = |label: &str| {
        let seen = sighting("y", Some("reader 0"), Some("12AB"), &["c"]);
        let label = Some(label.to_owned());
        Sighting { identity: Box::leak(Box::new(TokenIdentity { label, ..seen.identity.clone() })), ..seen }
    };
    let here = sighting("x", Some("reader 0"), Some("12ab"), &["c"]);
    assert!(same_token(&here, &named("VGCA Token")), "the same in every respect");
    assert!(!same_token(&here, &named("Other")), "a module that claims a known serial and reader is another token");
    let (a, b) = (Some("reader 0"), Some("reader 1"));
    let cases: [(&str, Sighting<'_>, Sighting<'_>, bool); 11] = [
        ("same reader and serial", sighting("x", a, Some("12ab"), &[]), sighting("y", a, Some("12AB"), &[]), true),
        ("zeros and a certificate", sighting("x", a, Some("00"), &["c"]), sighting("y", a, Some("00"), &["c"]), true),
        ("zeros in two readers", sighting("x", a, Some("00"), &["c"]), sighting("y", b, Some("00"), &["c"]), false),
        ("zeros in one reader", sighting("x", a, Some("00"), &[]), sighting("y", a, Some("00"), &[]), false),
        ("other readers", sighting("x", a, Some("12"), &[]), sighting("y", b, Some("12"), &[]), false),
        ("common certificate", sighting("x", a, Some("12"), &["c"]), sighting("y", b, Some("12"), &["d", "c"]), true),
        ("certificate alone", sighting("x", a, Some("12"), &["c"]), sighting("y", a, Some("34"), &["c"]), false),
        ("no serial", sighting("x", a, None, &["c"]), sighting("y", a, None, &["c"]), false),
        ("no reader", sighting("x", None, Some("12"), &[]), sighting("y", None, Some("12"), &[]), false),
        ("other certificates", sighting("x", a, Some("12ab"), &["c"]), sighting("y", a, Some("12ab"), &["d"]), false),
        ("two PINs of one card", sighting("x", a, Some("12"), &["c"]), sighting("x", a, Some("12"), &["c"]), false),
    ];
    for (name, one, other, same) in cases {
        assert_eq!(same_token(&one, &other), same, "{name}");
        assert_eq!(same_token(&other, &one), same, "{name}, the other way round");
    }
}

proptest! {
    #[test]
    fn a_selector_reads_back_what_it_prints(text in "\\PC{0,40}") {
        if let Ok(selector) = Selector::parse(&text) {
            prop_assert_eq!(Selector::parse(&selector.to_string()), Ok(selector));
        }
    }

    #[test]
    fn every_listed_selector_means_one_token_only(
        rows in proptest::collection::btree_map((0..2_u8, 0..4_u64), ("[01]{0,2}", "[ab]?"), 2..6),
    ) {
        let seen = rows.iter().map(|((driver, slot), (serial, reader))| {
            let (serial, reader) = (Some(serial.clone()), Some(reader.clone()));
            (*driver, TokenIdentity { slot: *slot, serial, reader, ..TokenIdentity::default() })
        }).collect::<Vec<_>>();
        let candidates = seen.iter().map(|(driver, identity)| Selectable {
            driver: if *driver == 0 { "/lib/x.so" } else { "/lib/y.so" },
            identity,
            ..Selectable::default()
        }).collect::<Vec<_>>();
        if let Err(SelectionError::Several { matching, .. }) = choose(None, &candidates) {
            for (index, choice) in matching.iter().enumerate() {
                prop_assert_eq!(choose(Some(&choice.selector), &candidates), Ok(index), "{}", choice.selector);
            }
        }
    }
}
