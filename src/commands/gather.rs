//! The input of plan, roster check and report: saved inventories, merged, and the staff list.
//!
//! May import `readers`, `report`, `config`. Pitfall: a folder may hold other reports beside inventories. Those are
//! skipped, but a file that was named must be an inventory. One broken file of many never hides the others.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use super::Context;
use super::saved::{SavedError, bytes_of, documents_of, read_if_there};
use super::select::keep_selected;
use crate::domain::names::Names;
use crate::domain::phrase::Phrase;
use crate::domain::raised::{self, Context as _, Raised};
use crate::domain::roster::{Roster, joined};
use crate::domain::situation::Told;
use crate::domain::verdict::{GovernmentIssuer, JudgeSettings, RenewalRules};
use crate::readers::bodies::read_bodies;
use crate::readers::inventory::InventoryFault;
use crate::readers::roster::read_roster;
use crate::report::assess::assess;
use crate::report::inventory::Inventory;
use crate::report::merge::{Conflict, is_impossible, merge};
use crate::report::verify::UnreadFile;

/// Saved inventories combined.
#[derive(Debug)]
pub struct Saved {
    /// The newest reading of each token.
    pub inventory: Inventory,
    /// Remarks for the user: contradictions, and files that were left out.
    pub remarks: Vec<Phrase>,
}

/// Reads files and folders as one inventory. A file that cannot be read is reported and left out, as long as there is
/// another.
///
/// # Errors
/// The first fault if nothing could be read; a termination signal.
pub fn saved(context: &Context<'_>, paths: &[PathBuf]) -> raised::Result<Saved> {
    let mut gathered = unassessed(context, paths)?;
    assess(&mut gathered.inventory, context.now, &context.thresholds);
    Ok(gathered)
}

/// The same with the problems as they were when each token was read.
pub(super) fn unassessed(context: &Context<'_>, paths: &[PathBuf]) -> raised::Result<Saved> {
    let mut gathered = merged(context, paths)?;
    if let Some(selector) = &context.token {
        keep_selected(&mut gathered.inventory, selector)?;
    }
    Ok(gathered)
}

/// Files and folders as one inventory with its verdicts, whatever `--token` says.
pub fn whole(context: &Context<'_>, paths: &[PathBuf]) -> raised::Result<Saved> {
    let mut gathered = merged(context, paths)?;
    assess(&mut gathered.inventory, context.now, &context.thresholds);
    Ok(gathered)
}

/// Files and folders as one inventory, whatever `--token` says.
fn merged(context: &Context<'_>, paths: &[PathBuf]) -> raised::Result<Saved> {
    let mut files = Files::default();
    for path in paths {
        if path.is_dir() {
            let listed = documents_of(path).with_context(|| cannot_read(path));
            let (before, faults) = (files.inventories.len(), files.faults.len());
            match listed {
                Ok(found) => found.iter().try_for_each(|file| files.take(file, true))?,
                Err(error) => files.faults.push((path.clone(), error)),
            }
            if (before, faults) == (files.inventories.len(), files.faults.len()) && !files.knows_one_of(path) {
                let none = InventoryFault::NoneInFolder { folder: path.display().to_string() };
                files.faults.push((path.clone(), none.into()));
            }
        } else {
            files.take(path, false)?;
        }
    }
    if files.inventories.is_empty() && !files.faults.is_empty() {
        return Err(files.faults.swap_remove(0).1);
    }
    // `--at` may be earlier than the readings, which are not impossible for that.
    let now = context.now.max(crate::clock::now());
    let merged = merge(files.inventories, now);
    let mut remarks: Vec<Phrase> = merged.conflicts.iter().map(Conflict::phrase).collect();
    let mut inventory = merged.inventory;
    let early = inventory.tokens.iter().filter(|token| token.read_at.is_some_and(|at| is_impossible(at, now))).count();
    if early > 0 {
        remarks.push(Phrase::new("saved-from-the-future").with("count", early));
    }
    let unread = |file: &UnreadFile| Phrase::new("saved-left-out-before").with("path", &file.file);
    remarks.extend(inventory.unread.iter().map(unread));
    for (path, error) in &files.faults {
        let Told { code, phrase, .. } = error.told();
        let file = path.display().to_string();
        remarks.push(Phrase::new("saved-left-out").with("path", &file).with("fault", phrase));
        inventory.unread.push(UnreadFile { file, code: code.to_owned() });
    }
    Ok(Saved { inventory, remarks })
}

/// What was read so far.
#[derive(Default)]
struct Files {
    inventories: Vec<Inventory>,
    faults: Vec<(PathBuf, Raised)>,
    seen: HashSet<PathBuf>,
}

impl Files {
    /// Reads one more file. One that is named twice counts once, and a folder may contain other documents.
    fn take(&mut self, path: &Path, is_in_folder: bool) -> raised::Result<()> {
        // A file without a canonical name does not exist, which reading it reports better.
        if let Ok(canonical) = path.canonicalize()
            && !self.seen.insert(canonical)
        {
            return Ok(());
        }
        match of_file(path) {
            Ok(inventory) => self.inventories.push(inventory),
            Err(error) if is_in_folder && is_another_document(&error) => {}
            Err(error) if error.downcast_ref() == Some(&SavedError::Interrupted) => return Err(error),
            Err(error) => self.faults.push((path.to_owned(), error)),
        }
        Ok(())
    }

    /// Whether a file of this folder was read under another name.
    fn knows_one_of(&self, folder: &Path) -> bool {
        let folder = folder.canonicalize();
        folder.is_ok_and(|folder| {
            self.seen.iter().any(|file| file.parent() == Some(&folder)) && !self.inventories.is_empty()
        })
    }
}

fn cannot_read(path: &Path) -> Phrase {
    Phrase::new("saved-cannot-read").with("path", path.display().to_string())
}

/// One saved inventory.
pub fn of_file(path: &Path) -> raised::Result<Inventory> {
    read_if_there(path)?.ok_or_else(|| SavedError::Missing(path.display().to_string()).into())
}

fn is_another_document(error: &Raised) -> bool {
    matches!(error.downcast_ref::<InventoryFault>(), Some(InventoryFault::NotOurs | InventoryFault::OtherKind { .. }))
}

/// The agencies that have to send inventories.
pub fn bodies(path: &Path) -> raised::Result<Vec<String>> {
    let said = || Phrase::new("bodies-cannot-use").with("path", path.display().to_string());
    let bytes = bytes_of(path)?;
    read_bodies(&bytes).with_context(said)
}

/// The staff lists of a run, read.
pub struct Lists {
    /// All usable lists, joined.
    pub roster: Roster,
    /// Lists that could not be used.
    pub broken: Vec<Raised>,
    /// The last of them, if none could be used.
    pub error: Option<Raised>,
}

/// The staff lists of the options, otherwise of the config; `None` if neither names one.
pub fn roster(context: &Context<'_>, options: &[PathBuf], sheet: Option<&str>) -> Option<Lists> {
    let configured = &context.config.roster;
    // The sheet in the config belongs to the config's own list.
    let (paths, sheet) = match (options, configured.file.as_ref()) {
        ([], Some(path)) => (vec![path.clone()], sheet.or(configured.sheet.as_deref())),
        ([], None) => return None,
        (options, _) => (once_each(options), sheet),
    };
    let vocabulary = configured.vocabulary();
    let (mut lists, mut broken) = (Vec::new(), Vec::new());
    for (path, name) in paths.iter().zip(told_apart(&paths)) {
        let said = || Phrase::new("roster-cannot-use").with("path", path.display().to_string());
        let read = || -> raised::Result<Roster> {
            let bytes = bytes_of(path)?;
            read_roster(&bytes, sheet, &vocabulary).with_context(said)
        };
        match read() {
            Ok(roster) => lists.push((name, roster)),
            Err(error) => broken.push(error),
        }
    }
    // If none can be used, the last one is the error, and the others are reported before it.
    let error = if lists.is_empty() { broken.pop() } else { None };
    Some(Lists { roster: joined(lists, &Names::new(context.config.names.clone())), broken, error })
}

/// A file named twice, even by two names, counts once.
fn once_each(paths: &[PathBuf]) -> Vec<PathBuf> {
    let mut seen = HashSet::new();
    let is_new = |path: &&PathBuf| seen.insert(std::fs::canonicalize(path).unwrap_or_else(|_| (*path).clone()));
    paths.iter().filter(is_new).cloned().collect()
}

/// File names, or whole paths if two files have the same name.
fn told_apart(paths: &[PathBuf]) -> Vec<String> {
    let name = |path: &PathBuf| path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let names: HashSet<String> = paths.iter().map(name).collect();
    let alike = names.len() < paths.len();
    paths.iter().map(|path| if alike { path.display().to_string() } else { name(path) }).collect()
}

/// The rules of verdicts from the config.
pub fn rules(context: &Context<'_>) -> JudgeSettings {
    let config = context.config;
    let renewal = &config.renewal;
    JudgeSettings {
        renewal: RenewalRules {
            min_days_left: renewal.min_days_left.into(),
            max_renewals: renewal.max_renewals,
            open_days: renewal.open_days.into(),
            soon_days: renewal.soon_days.into(),
            renewed_validity_days: renewal.renewed_validity_days.into(),
        },
        delegated: config.delegated,
        revoke_moved: config.revoke_moved,
        government_issuers: config
            .government_cas
            .iter()
            .map(|ca| GovernmentIssuer { organization: ca.organization.clone(), common_name: ca.common_name.clone() })
            .collect(),
        refused_email_domains: config.refused_email_domains.clone(),
        unit: context.unit.clone(),
        not_read_since: context.not_read_since,
        names: Names::new(config.names.clone()),
    }
}
