//! A letter as PDF, made by LibreOffice if it is installed: a process with its own profile, a deadline, and nothing
//! left behind.
//!
//! May import `environment` and `domain`. Pitfall: without its own profile, a LibreOffice that the user has open takes
//! over the job, shows windows, or refuses it. Its launcher starts other processes, so a whole process group is ended.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::domain::situation::{Class, Situation, Told};
use crate::environment::Environment;
use crate::situation_error;

/// How long a letter may take; the first start of LibreOffice creates its profile.
const DEADLINE: Duration = Duration::from_secs(180);
/// How often it is checked.
const STEP: Duration = Duration::from_millis(50);

/// Why there is no PDF. The letter itself was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PdfError {
    /// `--pdf` without a letter.
    NotALetter,
    /// LibreOffice is not installed, or not in a searched location.
    NoLibreOffice,
    /// It could not be started, or its folder not created.
    NotStarted {
        /// The system's message.
        cause: String,
    },
    /// It took longer than this many seconds, and was ended.
    TooLong {
        /// The deadline.
        seconds: u64,
    },
    /// It ended without a PDF.
    NotMade,
    /// A termination signal came while it worked.
    Interrupted,
}

situation_error!(PdfError);

impl Situation for PdfError {
    fn told(&self) -> Told {
        let told = |id| Class::Failed.told(id, id).hint("form-pdf-hint");
        match self {
            Self::NotALetter => {
                Class::Usage.told("form-pdf-not-a-letter", "form-pdf-not-a-letter").hint("form-pdf-hint-letter")
            }
            Self::NoLibreOffice => told("form-pdf-no-libreoffice"),
            Self::NotStarted { cause } => told("form-pdf-not-started").with("cause", cause),
            Self::TooLong { seconds } => told("form-pdf-too-long").with("seconds", *seconds),
            Self::NotMade => told("form-pdf-not-made"),
            Self::Interrupted => Class::Cancelled.told("form-pdf-interrupted", "form-pdf-interrupted"),
        }
    }
}

/// LibreOffice's program, if it is installed.
pub fn libreoffice(environment: &Environment) -> Option<PathBuf> {
    places(environment).into_iter().find(|place| place.is_file())
}

fn places(environment: &Environment) -> Vec<PathBuf> {
    let folders = |name: &str| environment.folders(name);
    if cfg!(windows) {
        let roots = ["ProgramFiles", "ProgramW6432", "ProgramFiles(x86)"].into_iter().flat_map(folders);
        return roots.map(|root| root.join("LibreOffice").join("program").join("soffice.exe")).collect();
    }
    let named = |folder: PathBuf| ["soffice", "libreoffice"].map(|name| folder.join(name));
    let mut found: Vec<PathBuf> = folders("PATH").into_iter().flat_map(named).collect();
    found.push("/Applications/LibreOffice.app/Contents/MacOS/soffice".into());
    found
}

/// Makes a PDF of a letter.
///
/// # Errors
/// LibreOffice failed, or took too long; no process or file of it is left.
pub fn pdf(program: &Path, letter: &[u8], is_cancelled: &dyn Fn() -> bool) -> Result<Vec<u8>, PdfError> {
    let failed = |fault: std::io::Error| PdfError::NotStarted { cause: fault.to_string() };
    // Readable by its owner only, and removed with everything in it when this returns.
    let folder = tempfile::Builder::new().prefix("tokenctl-pdf-").tempdir().map_err(failed)?;
    let source = folder.path().join("letter.docx");
    let mut file = std::fs::File::create(&source).map_err(failed)?;
    std::io::Write::write_all(&mut file, letter).map_err(failed)?;
    drop(file);
    let profile = format!("-env:UserInstallation={}", address(&folder.path().join("profile")));
    let mut command = Command::new(program);
    command.arg(profile).args(["--headless", "--norestore", "--convert-to", "pdf", "--outdir"]);
    command.arg(folder.path()).arg(&source);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    apart(&mut command);
    let mut child = command.spawn().map_err(failed)?;
    let ended = wait(&mut child, is_cancelled);
    if ended.is_err() {
        end(&mut child);
    }
    ended?;
    let bytes = std::fs::read(folder.path().join("letter.pdf")).unwrap_or_default();
    if bytes.starts_with(b"%PDF-") { Ok(bytes) } else { Err(PdfError::NotMade) }
}

fn wait(child: &mut Child, is_cancelled: &dyn Fn() -> bool) -> Result<(), PdfError> {
    let mut waited = Duration::ZERO;
    loop {
        match child.try_wait() {
            Ok(Some(_)) => return Ok(()),
            Ok(None) if is_cancelled() => return Err(PdfError::Interrupted),
            Ok(None) if waited >= DEADLINE => return Err(PdfError::TooLong { seconds: DEADLINE.as_secs() }),
            Ok(None) => {}
            Err(fault) => return Err(PdfError::NotStarted { cause: fault.to_string() }),
        }
        std::thread::sleep(STEP);
        waited = waited.saturating_add(STEP);
    }
}

/// A separate process group, so that Ctrl-C reaches only this program and the group can be ended as a whole.
#[cfg(unix)]
fn apart(command: &mut Command) {
    use std::os::unix::process::CommandExt;

    command.process_group(0);
}

/// Without a window.
#[cfg(windows)]
fn apart(command: &mut Command) {
    use std::os::windows::process::CommandExt;

    const CREATE_NO_WINDOW: u32 = 0x0800_0000;
    command.creation_flags(CREATE_NO_WINDOW);
}

#[cfg(unix)]
fn end(child: &mut Child) {
    let group = i32::try_from(child.id()).ok().and_then(rustix::process::Pid::from_raw);
    if let Some(group) = group {
        let _gone = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
    }
    let _gone = child.wait();
}

/// Ends its launcher; what that started ends by itself, at the latest when it cannot write to the profile.
#[cfg(windows)]
fn end(child: &mut Child) {
    let _gone = child.kill();
    let _gone = child.wait();
}

/// A path as a `file:` address, with everything except plain letters in hex.
fn address(path: &Path) -> String {
    let text = path.to_string_lossy().replace('\\', "/");
    let mut address = String::from(if text.starts_with('/') { "file://" } else { "file:///" });
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' | b':' => address.push(byte.into()),
            byte => address.push_str(&format!("%{byte:02X}")),
        }
    }
    address
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_with_a_vietnamese_name_is_a_plain_address() {
        assert_eq!(address(Path::new("/tmp/Lê An")), "file:///tmp/L%C3%AA%20An", "nothing that has to be guessed");
        assert_eq!(address(Path::new("C:\\Users\\a")), "file:///C:/Users/a", "Windows");
    }

    #[test]
    fn a_relative_folder_of_the_path_is_not_looked_into() {
        let environment = Environment::given([("PATH", "bin:/opt/office")]);
        let found = places(&environment);
        assert!(found.iter().all(|place| place.is_absolute()), "{found:?}");
    }
}
