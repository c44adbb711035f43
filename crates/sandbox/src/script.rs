//! Scripted responses: the `server` lists of `tests/conformance/cases.json`, served under `/case/NAME`.

use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use serde::Deserialize;

use crate::reply::Step;

/// The scripts by name. Clones share their counters.
#[derive(Clone, Debug, Default)]
pub struct Scripts(HashMap<String, Arc<Script>>);

#[derive(Debug)]
struct Script {
    steps: Vec<Step>,
    next: AtomicUsize,
}

impl Scripts {
    /// Reads the cases' names and `server` lists; everything else in the file is for the runners.
    pub fn from_json(json: &str) -> Result<Self, String> {
        #[derive(Deserialize)]
        struct File {
            cases: Vec<Case>,
            #[serde(default)]
            batches: Vec<Case>,
            #[serde(default)]
            lists: Vec<Case>,
            #[serde(default)]
            verifications: Vec<Case>,
        }
        #[derive(Deserialize)]
        struct Case {
            name: String,
            #[serde(default)]
            server: Vec<Step>,
        }
        let file: File = serde_json::from_str(json).map_err(|error| error.to_string())?;
        let scripts = file
            .cases
            .into_iter()
            .chain(file.batches)
            .chain(file.lists)
            .chain(file.verifications)
            .map(|case| (case.name, Arc::new(Script { steps: case.server, next: AtomicUsize::new(0) })));
        Ok(Self(scripts.collect()))
    }

    /// The next step of a script; the last one is repeated forever. `None` for an unknown name.
    pub(crate) fn next(&self, name: &str) -> Option<Step> {
        let script = self.0.get(name)?;
        let at = script.next.fetch_add(1, Ordering::Relaxed).min(script.steps.len().saturating_sub(1));
        Some(script.steps.get(at).cloned().unwrap_or_default())
    }
}
