//! The config file, the journal and its folder, and the free disk space.

use std::path::{Path, PathBuf};

use super::super::Context;
use super::ConfigFault;
use crate::config::Config;
use crate::domain::phrase::Phrase;
use crate::domain::problem::Severity;
use crate::domain::situation::Situation;
use crate::domain::time::Moment;
use crate::driver::discover::machine::free_bytes;
use crate::journal::{Place, entries, verify};
use crate::report::doctor::{Area, Finding};

/// Less than this is too little for a year of journals and letters, in mebibytes.
const LITTLE: u64 = 64;

/// The config file: read, absent, or faulty.
pub(super) fn config(context: &Context<'_>, fault: Option<ConfigFault>) -> Finding {
    if let Some((what, hint)) = fault {
        return Finding::bad(Area::Config, Severity::Critical, what).remedy(hint);
    }
    let file = Config::file(context.environment);
    let said =
        |id| Phrase::new(id).with("path", file.as_ref().map(|file| file.display().to_string()).unwrap_or_default());
    if file.as_ref().is_some_and(|file| file.is_file()) {
        return Finding::good(Area::Config, said("doctor-config"));
    }
    Finding::bad(Area::Config, Severity::Note, said("doctor-config-absent")).remedy(Phrase::new("doctor-config-init"))
}

/// Whether an attempt could be recorded and the journal is intact; the folder, or its nearest existing parent, and the
/// time of the last entry.
pub(super) fn journal(context: &Context<'_>) -> (Vec<Finding>, Option<PathBuf>, Option<Moment>) {
    let candidates = context.journal_places();
    let place = candidates.iter().find(|place| place.takes_files());
    let said = |id, path: &Path| Phrase::new(id).with("path", path.display().to_string());
    let mut findings = Vec::new();
    match place {
        Some(place) if place.is_open_to_others() => findings.push(
            Finding::bad(Area::Journal, Severity::Warning, said("doctor-journal-open", &place.folder))
                .remedy(said("doctor-journal-close", &place.folder)),
        ),
        Some(place) => findings.push(Finding::good(Area::Journal, said("doctor-journal", &place.folder))),
        None => {
            let folders: Vec<_> = candidates.iter().map(|place| place.folder.display().to_string()).collect();
            let what = Phrase::new("doctor-journal-nowhere").with("paths", folders.join(", "));
            let finding = Finding::bad(Area::Journal, Severity::Critical, what);
            findings.push(finding.remedy(Phrase::new("journal-hint-place")));
        }
    }
    let mut last = None;
    for place in Place::for_reading(&candidates) {
        let path = place.journal();
        match verify(&path, None) {
            Ok(verification) if verification.is_intact() => {
                let what = said("doctor-journal-intact", &path).with("count", verification.entries);
                findings.push(Finding::good(Area::Journal, what));
            }
            Ok(_) => findings.push(
                Finding::bad(Area::Journal, Severity::Critical, said("doctor-journal-broken", &path))
                    .remedy(said("journal-hint-corrupt", &path)),
            ),
            Err(error) => {
                findings.push(Finding::bad(Area::Journal, Severity::Critical, error.phrase()).remedy(error.hint()));
            }
        }
        let times = entries(&path, &|_| true).into_iter().flatten().map(|(line, _)| line.time);
        last = last.max(times.max());
    }
    (findings, place.and_then(Place::nearest).map(Path::to_path_buf), last)
}

/// The free space for the journal, for temporary files, and in the current folder.
pub(super) fn disk(context: &Context<'_>, journal: Option<&Path>) -> Vec<Finding> {
    let mut folders: Vec<PathBuf> = journal.into_iter().map(Path::to_path_buf).collect();
    for folder in context.environment.written_folders() {
        if !folders.contains(&folder) {
            folders.push(folder);
        }
    }
    folders.iter().filter_map(|folder| Some(room(folder, free_bytes(folder)?))).collect()
}

fn room(folder: &Path, bytes: u64) -> Finding {
    let mebibytes = bytes >> 20;
    let what = Phrase::new("doctor-disk").with("path", folder.display().to_string()).with("count", mebibytes);
    let severity = match mebibytes {
        0 => Severity::Critical,
        little if little < LITTLE => Severity::Warning,
        _ => return Finding::good(Area::Disk, what),
    };
    Finding::bad(Area::Disk, severity, what).remedy(Phrase::new("doctor-disk-remedy"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_critical_and_a_nearly_full_one_a_warning() {
        let severity = |bytes| room(Path::new("/x"), bytes).severity;
        assert_eq!(severity(0), Some(Severity::Critical), "nothing left");
        assert_eq!(severity(63 << 20), Some(Severity::Warning), "little");
        assert_eq!(severity(64 << 20), None, "enough");
    }
}
