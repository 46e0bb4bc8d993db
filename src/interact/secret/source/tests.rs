use super::*;
use crate::domain::policy::{Limits, Policy};
use crate::domain::situation::{Class, Situation};
use crate::interact::secret::NewPinError;
use crate::interact::terminal::NoTerminal;
use crate::interact::terminal::scripted::Scripted;

fn request(role: Role, source: SecretSource) -> SecretRequest {
    SecretRequest::new(role, source, "VGCA Token")
}

fn read_with(
    terminal: &mut dyn Terminal,
    stdin: &[u8],
    batch: bool,
    wanted: &SecretRequest,
) -> Result<ReadSecret, SecretError> {
    let mut stdin = stdin;
    let environment = |name: &str| match name {
        "PIN" => Some(OsString::from("Env12345")),
        "EMPTY" => Some(OsString::new()),
        _ => None,
    };
    let allow_accents = false;
    let mut sources = Sources {
        stdin: &mut stdin,
        stdin_is_terminal: false,
        environment: &environment,
        terminal,
        batch,
        allow_accents,
    };
    if wanted.role != Role::NewPin {
        return sources.read(wanted);
    }
    sources.read_new(wanted, &|_| Ok(())).map_err(|error| match error {
        NewPinError::Source(error) => error,
        NewPinError::Policy(error) => panic!("everything is accepted: {error}"),
    })
}

fn code_of(result: Result<ReadSecret, SecretError>) -> (&'static str, Class) {
    let error = result.expect_err("this must be refused");
    (error.code(), error.class())
}

#[test]
fn a_new_pin_is_asked_for_until_it_was_typed_twice_alike() {
    let mut person = Scripted::answering(&[Some("Abc12345"), Some("Abc12346"), Some("Abc12345"), Some("Abc12345")]);
    let read = read_with(&mut person, b"", false, &request(Role::NewPin, SecretSource::Prompt)).unwrap();
    assert_eq!(read.secret.expose(), b"Abc12345", "the pair that agrees counts");
    assert!(
        person.heard.contains(&Phrase::new("secret-typed-differently")),
        "the person is told why the question comes again"
    );
}

#[test]
fn three_different_pairs_end_the_run_without_a_pin() {
    let mut person = Scripted::answering(&[Some("a"), Some("b"), Some("a"), Some("b"), Some("a"), Some("b")]);
    let result = read_with(&mut person, b"", false, &request(Role::NewPin, SecretSource::Prompt));
    assert_eq!(code_of(result), ("pin-mismatch", Class::PinWrong), "no fourth pair");
}

/// The result if this is typed as a new PIN under the default policy, and the messages shown.
fn typed_new(answers: &[Option<&str>]) -> (Result<Secret, NewPinError>, Vec<&'static str>) {
    let mut person = Scripted::answering(answers);
    let mut sources = Sources {
        stdin: &mut std::io::empty(),
        stdin_is_terminal: true,
        environment: &|_| None,
        terminal: &mut person,
        batch: false,
        allow_accents: false,
    };
    let judge = |new: &Secret| Policy::default().check(new, None, Limits::default());
    let read = sources.read_new(&request(Role::NewPin, SecretSource::Prompt), &judge);
    (read.map(|read| read.secret), person.heard.iter().map(|heard| heard.id).collect())
}

#[test]
fn a_new_pin_that_does_not_fit_is_asked_for_again_before_it_is_typed_twice() {
    let good = Some("Mua-xuan-2027");
    for bad in ["1234", "12345678", "", "ab\u{1b}[A"] {
        let (read, heard) = typed_new(&[Some(bad), good, good]);
        assert_eq!(read.unwrap().expose_text(), good, "`{bad}` is made good");
        let expected = ["secret-prompt-new-pin", "secret-new-again", "secret-prompt-new-pin", "secret-prompt-again"];
        assert_eq!(heard, expected, "`{bad}` is typed once only");
    }
    let (read, heard) = typed_new(&[good, Some(""), good, good]);
    assert_eq!(read.unwrap().expose_text(), good, "an empty repetition differs");
    assert!(heard.contains(&"secret-typed-differently"), "and is told so: {heard:?}");
}

#[test]
fn ten_new_pins_that_do_not_fit_end_the_run_with_the_last_reason() {
    let (read, _) = typed_new(&[Some("1234"); 10]);
    assert!(matches!(read, Err(NewPinError::Policy(_))), "{read:?}");
    let (read, _) = typed_new(&[Some("1234"), None]);
    assert!(matches!(read, Err(NewPinError::Source(SecretError::Cancelled(_)))), "Ctrl-C ends it: {read:?}");
}

#[test]
fn control_c_at_a_prompt_is_a_cancellation() {
    let mut person = Scripted::answering(&[None]);
    let result = read_with(&mut person, b"", false, &request(Role::SoPin, SecretSource::Prompt));
    assert_eq!(code_of(result), ("cancelled", Class::Cancelled), "status 9");
    let mut person = Scripted::answering(&[Some("Abc12345"), None]);
    let result = read_with(&mut person, b"", false, &request(Role::NewPin, SecretSource::Prompt));
    assert_eq!(code_of(result), ("cancelled", Class::Cancelled), "also at the repetition");
}

#[test]
fn without_a_person_a_prompt_says_that_the_pin_is_missing() {
    let result = read_with(&mut NoTerminal, b"", false, &request(Role::UserPin, SecretSource::Prompt));
    assert_eq!(code_of(result), ("pin-missing", Class::PinWrong), "status 5");
    let result = read_with(&mut NoTerminal, b"", true, &request(Role::UserPin, SecretSource::Prompt));
    assert_eq!(code_of(result), ("pin-missing-in-batch", Class::Usage), "status 2 with --batch");
}

#[test]
fn an_accent_in_a_typed_secret_is_asked_about_and_no_is_the_default() {
    for role in [Role::UserPin, Role::SoPin, Role::Puk] {
        for (answer, sent) in [("y", true), ("Yes", true), ("có", true), ("", false), ("n", false), ("maybe", false)] {
            let mut person = Scripted::answering(&[Some("Mậtkhẩu1"), Some(answer)]);
            let result = read_with(&mut person, b"", false, &request(role, SecretSource::Prompt));
            assert_eq!(result.is_ok(), sent, "{role:?}, answer {answer:?}");
            if !sent {
                assert_eq!(code_of(result), ("cancelled", Class::Cancelled), "status 9, and nothing was sent");
            }
            assert_eq!(person.heard.last().map(|heard| heard.id), Some("secret-ask-accents"), "it was asked");
        }
    }
    let mut person = Scripted::answering(&[Some("Mậtkhẩu1"), None]);
    let result = read_with(&mut person, b"", false, &request(Role::UserPin, SecretSource::Prompt));
    assert_eq!(code_of(result), ("cancelled", Class::Cancelled), "Ctrl-C at the question");
}

#[test]
fn capitals_alone_beside_an_accent_name_caps_lock() {
    for (typed, id) in [("ĐEMO1234", "secret-ask-accents-capitals"), ("Đemo1234", "secret-ask-accents")] {
        let mut person = Scripted::answering(&[Some(typed), Some("n")]);
        let _refused = read_with(&mut person, b"", false, &request(Role::UserPin, SecretSource::Prompt)).is_err();
        assert_eq!(person.heard.last().map(|heard| heard.id), Some(id), "{typed}");
    }
}

#[test]
fn an_accent_where_nobody_can_be_asked_is_refused() {
    let accents = "Đemo1234\n".as_bytes();
    for role in [Role::UserPin, Role::SoPin, Role::Puk] {
        let result = read_with(&mut NoTerminal, accents, false, &request(role, SecretSource::Stdin));
        assert_eq!(code_of(result), ("pin-accents", Class::Refused), "{role:?}: status 7");
    }
    let result = read_with(&mut NoTerminal, accents, false, &request(Role::NewPin, SecretSource::Stdin));
    assert!(result.is_ok(), "a new PIN is judged by the policy");
    let mut stdin = accents;
    let mut sources = Sources {
        stdin: &mut stdin,
        stdin_is_terminal: false,
        environment: &|_| None,
        terminal: &mut NoTerminal,
        batch: true,
        allow_accents: true,
    };
    let read = sources.read(&request(Role::UserPin, SecretSource::Stdin)).expect("--allow-accents");
    assert_eq!(read.secret.expose_text(), Some("Đemo1234"), "as it is");
}

#[test]
fn an_empty_answer_is_never_sent() {
    let mut person = Scripted::answering(&[Some("")]);
    let result = read_with(&mut person, b"", false, &request(Role::UserPin, SecretSource::Prompt));
    assert_eq!(code_of(result), ("pin-empty", Class::PinWrong), "nothing typed is no PIN");
}

#[test]
fn stdin_gives_one_line_and_an_empty_or_endless_one_is_refused() {
    let stdin = request(Role::UserPin, SecretSource::Stdin);
    let read = read_with(&mut NoTerminal, b"Abc12345\r\n", true, &stdin).unwrap();
    assert_eq!(read.secret.expose(), b"Abc12345", "one line");
    assert_eq!(code_of(read_with(&mut NoTerminal, b"", true, &stdin)).0, "pin-empty", "closed standard input");
    let endless = vec![b'a'; 1 << 20];
    assert_eq!(code_of(read_with(&mut NoTerminal, &endless, true, &stdin)).0, "pin-source-too-long", "bounded");
}

#[test]
fn a_terminal_as_stdin_would_show_the_pin_and_is_refused() {
    let mut empty: &[u8] = b"";
    let mut sources = Sources {
        stdin: &mut empty,
        stdin_is_terminal: true,
        environment: &|_| None,
        terminal: &mut NoTerminal,
        batch: false,
        allow_accents: false,
    };
    let result = sources.read(&request(Role::UserPin, SecretSource::Stdin));
    assert_eq!(code_of(result), ("stdin-is-terminal", Class::Usage), "refused before anything is typed");
}

#[test]
fn environment_variables_are_read_by_name() {
    let named = |name: &str| request(Role::SoPin, SecretSource::Environment(name.to_owned()));
    let read = read_with(&mut NoTerminal, b"", true, &named("PIN")).unwrap();
    assert_eq!(read.secret.expose(), b"Env12345", "the value");
    assert_eq!(
        code_of(read_with(&mut NoTerminal, b"", true, &named("NONE"))),
        ("pin-environment-missing", Class::PinWrong),
        "not set"
    );
    assert_eq!(code_of(read_with(&mut NoTerminal, b"", true, &named("EMPTY"))).0, "pin-empty", "set to nothing");
}

#[test]
fn files_that_are_none_are_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    let from = |path: PathBuf| read_with(&mut NoTerminal, b"", true, &request(Role::Puk, SecretSource::File(path)));
    assert_eq!(code_of(from(folder.path().join("absent"))), ("pin-file-missing", Class::Usage), "absent");
    assert_eq!(code_of(from(folder.path().to_owned())), ("pin-file-is-directory", Class::Usage), "directory");
}

#[cfg(unix)]
#[test]
fn a_file_that_everybody_may_read_is_used_with_a_warning() {
    use std::io::Write;
    use std::os::unix::fs::PermissionsExt;

    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(b"Abc12345\n").unwrap();
    let wanted = request(Role::UserPin, SecretSource::File(file.path().to_owned()));
    let read = read_with(&mut NoTerminal, b"", true, &wanted).unwrap();
    assert!(read.warnings.is_empty(), "0600 is as it should be");
    for mode in [0o640, 0o620, 0o604, 0o602, 0o666] {
        file.as_file().set_permissions(std::fs::Permissions::from_mode(mode)).unwrap();
        let refused = read_with(&mut NoTerminal, b"", true, &wanted).expect_err("--batch takes no such file");
        assert_eq!((refused.class(), refused.code()), (Class::Refused, "pin-file-exposed"), "{mode:o}");
        let read = read_with(&mut NoTerminal, b"", false, &wanted).unwrap();
        assert_eq!(read.warnings.first().map(|warning| warning.id), Some("secret-warning-exposed"), "{mode:o} warns");
        assert_eq!(read.secret.expose(), b"Abc12345", "and is still used");
    }
}

#[test]
fn one_standard_input_cannot_hold_two_secrets() {
    let stdin = SecretSource::Stdin;
    let result = check_sources([(Role::SoPin, &stdin), (Role::NewPin, &stdin)], false);
    assert_eq!(result.expect_err("two secrets on one stdin").code(), "stdin-named-twice", "refused at once");
    let prompt = SecretSource::Prompt;
    check_sources([(Role::SoPin, &stdin), (Role::NewPin, &prompt)], false).expect("one of each is fine");
    let error = check_sources([(Role::SoPin, &stdin), (Role::NewPin, &prompt)], true).expect_err("batch asks nobody");
    assert_eq!(error.class(), Class::Usage, "a prompt under --batch is a fault of the command line");
}
