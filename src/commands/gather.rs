//! What plan, roster check and report start from: saved inventories, merged, and the staff list.
//!
//! May import `readers`, `report`, `config`. Pitfall: a folder may hold other reports beside inventories; those are
//! passed over, while a file that was named must be an inventory.

use std::path::{Path, PathBuf};

use anyhow::Context as _;

use super::Context;
use super::saved::{SavedError, bytes_of, documents_of, read_if_there};
use super::select::keep_selected;
use crate::config::Config;
use crate::domain::names::Names;
use crate::domain::phrase::Phrase;
use crate::domain::roster::Roster;
use crate::domain::verdict::{GovernmentIssuer, RenewalRules, Settings};
use crate::readers::inventory::InventoryFault;
use crate::readers::roster::read_roster;
use crate::report::assess::assess;
use crate::report::inventory::Inventory;
use crate::report::merge::{Conflict, merge};

/// Saved inventories as one, and what did not agree between them.
pub fn saved(context: &Context<'_>, paths: &[PathBuf]) -> anyhow::Result<(Inventory, Vec<Conflict>)> {
    let mut inventories = Vec::new();
    for path in paths {
        if path.is_dir() {
            inventories.extend(of_folder(path)?);
        } else {
            inventories.push(of_file(path)?);
        }
    }
    let merged = merge(inventories);
    let mut inventory = merged.inventory;
    if let Some(selector) = &context.token {
        keep_selected(&mut inventory, selector)?;
    }
    assess(&mut inventory, context.now, &context.thresholds);
    Ok((inventory, merged.conflicts))
}

/// One saved inventory.
pub fn of_file(path: &Path) -> anyhow::Result<Inventory> {
    read_if_there(path)?.ok_or_else(|| SavedError::Missing(path.display().to_string()).into())
}

/// Every inventory of a folder, by file name.
fn of_folder(folder: &Path) -> anyhow::Result<Vec<Inventory>> {
    let said = || Phrase::new("saved-cannot-read").with("path", folder.display().to_string());
    let paths = documents_of(folder).with_context(said)?;
    let mut inventories = Vec::new();
    for path in paths {
        match of_file(&path) {
            Ok(inventory) => inventories.push(inventory),
            Err(error) if is_another_document(&error) => {}
            Err(error) => return Err(error),
        }
    }
    if inventories.is_empty() {
        return Err(InventoryFault::NoneInFolder { folder: folder.display().to_string() }.into());
    }
    Ok(inventories)
}

fn is_another_document(error: &anyhow::Error) -> bool {
    matches!(error.downcast_ref::<InventoryFault>(), Some(InventoryFault::NotOurs | InventoryFault::OtherKind { .. }))
}

/// The staff list of an option, else of the config; `None` where neither names one.
pub fn roster(context: &Context<'_>, option: Option<&Path>, sheet: Option<&str>) -> anyhow::Result<Option<Roster>> {
    let configured = &context.config.roster;
    // The sheet of the config is that of its own list.
    let (path, sheet) = match (option, configured.file.as_deref()) {
        (Some(path), _) => (path, sheet),
        (None, Some(path)) => (path, sheet.or(configured.sheet.as_deref())),
        (None, None) => return Ok(None),
    };
    let bytes = bytes_of(path)?;
    let said = || Phrase::new("roster-cannot-use").with("path", path.display().to_string());
    Ok(Some(read_roster(&bytes, sheet, &configured.vocabulary()).with_context(said)?))
}

/// The rules of verdicts as the config has them.
pub fn settings(config: &Config) -> Settings {
    let renewal = &config.renewal;
    Settings {
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
        names: Names::new(config.names.clone()),
    }
}
