//! The results file while a batch writes it: a record for people, and what a resume reads. One JSON line per outcome,
//! written as a whole and on disk before it is reported. A header comes first, so that the results of one account are not
//! continued with the key of another.

use std::{
    fs::File,
    io::{BufReader, Seek},
    path::{Path, PathBuf},
    time::SystemTime,
};

use super::{
    disk,
    finished::{Earlier, Finished},
    outcome::Outcome,
    results::{self, Changed, Damaged, Header, Listed, NewOwner, RecordedList, ResultsFile},
};
use crate::{
    client::Client,
    error::{Error, FileProblem, Result},
    operation::{Call, Operation},
    timestamp,
};

/// What a caller wants to do with an existing file.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Resume {
    pub(crate) resume: bool,
    pub(crate) retry_failed: bool,
    pub(crate) changed: Changed,
}

/// FileOwner results a file contains, and of which operation.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FileOwner<'a> {
    pub(crate) host: &'a str,
    pub(crate) account: &'a str,
    pub(crate) operation: Operation,
}

#[derive(Debug)]
pub(crate) struct Journal {
    file: File,
    path: PathBuf,
    /// The length of the file, according to what was read and written here.
    length: u64,
    /// What earlier runs finished.
    finished: Finished,
    damaged: Damaged,
    /// What is not as in the file, until a customer is done with it.
    changes: Vec<NewOwner<'static>>,
    /// The buffer for what is written next.
    lines: String,
}

/// Checks that a batch could write a results file: a new one in its folder, or an existing one of this client that no other
/// process is writing. Changes nothing.
pub(crate) fn check_file(path: &Path, client: &Client) -> Result<()> {
    let cannot = |problem: FileProblem| Error::file(format_args!("results file {}", path.display()), path, problem);
    let exists = path.exists();
    if let Some(mut file) = ResultsFile::existing(path)? {
        file.each(|_, _| {})?;
        file.check_owner(client, Changed::default())?;
    }
    // A file that is created for this has another name, so that it does not affect a batch that starts meanwhile.
    let mut tried = path.to_owned();
    if !exists {
        tried.as_mut_os_string().push(format!(".check-{}", std::process::id()));
    }
    let opened = disk::open(&tried).map_err(|error| cannot(error.into()))?;
    let is_free = opened.is_some();
    drop(opened);
    if !exists {
        std::fs::remove_file(&tried).map_err(|error| cannot(error.into()))?;
    }
    if is_free { Ok(()) } else { Err(cannot(disk::IN_USE.into())) }
}

impl Journal {
    /// Opens the file for this host, account and operation, and takes the lock on it.
    ///
    /// A new file gets the header. An existing one is rejected without `resume`; with it, an incomplete line at the end is
    /// removed, and the customers that the file records as finished are remembered.
    pub(crate) fn open(path: &Path, whose: FileOwner<'_>, wanted: Resume) -> Result<Self> {
        let FileOwner { host, account, operation } = whose;
        let cannot = |problem: FileProblem| Error::file(format_args!("results file {}", path.display()), path, problem);
        let io = |error: std::io::Error| cannot(error.into());
        disk::check_kind(path).map_err(io)?;
        let file = disk::open(path).map_err(io)?.ok_or_else(|| cannot(disk::IN_USE.into()))?;
        let mut journal = Self {
            file,
            path: path.into(),
            length: 0,
            finished: Finished::of(operation),
            damaged: Damaged::default(),
            changes: Vec::new(),
            lines: String::new(),
        };
        let end = results::whole_lines(&mut journal.file).map_err(io)?;
        if end == 0 {
            journal.file.set_len(0).map_err(io)?;
            journal.append_json(&Header::new(host, account, operation))?;
            disk::sync_folder(path).map_err(io)?;
            return Ok(journal);
        }
        journal.file.rewind().map_err(io)?;
        let (recorded_host, recorded_account) = journal.read_earlier(operation, wanted.retry_failed)?;
        if recorded_host != host && !wanted.changed.host {
            return Err(results::other_host(&format!("results file {}", path.display()), &recorded_host, host));
        }
        if !wanted.resume {
            return Err(cannot(results::EXISTS.into()));
        }
        journal.file.set_len(end).map_err(io)?;
        journal.length = end;
        if recorded_account != account && !wanted.changed.key {
            return Err(results::other_key(&format!("results file {}", path.display())));
        }
        if recorded_host != host {
            journal.changes.push(NewOwner::of_host(host.into()));
        }
        if recorded_account != account {
            journal.changes.push(NewOwner::of_key(account.into()));
        }
        Ok(journal)
    }

    /// Notes what earlier runs did; returns their last host and the account of their last key.
    fn read_earlier(&mut self, operation: Operation, retry_failed: bool) -> Result<(String, String)> {
        let refuse = |why: String| Error::invalid_argument(format!("results file {}: {why}", self.path.display()));
        let io = |error: std::io::Error| {
            Error::file(format_args!("results file {}", self.path.display()), &self.path, error)
        };
        let found = ResultsFile::read(BufReader::new(&self.file)).map_err(io)?;
        let mut found = found.ok_or_else(|| refuse(results::NOT_RESULTS.into()))?.of_this_program().map_err(refuse)?;
        found.check_operation(operation).map_err(refuse)?;
        let finished = &mut self.finished;
        found.outcomes(&mut |recorded, _| finished.note(&recorded, retry_failed)).map_err(io)?;
        if let Some(undone) = found.undone() {
            return Err(refuse(format!("{undone}, so it cannot be continued; use a new results file")));
        }
        self.damaged = found.damaged();
        Ok((found.host().to_owned(), found.account().to_owned()))
    }

    /// The final result of earlier runs for the customer of a call, if any.
    pub(crate) fn earlier(&self, call: &Call) -> Option<Earlier> {
        self.finished.earlier(call)
    }

    /// Lines of earlier runs that could not be read.
    pub(crate) fn damaged(&self) -> Damaged {
        self.damaged
    }

    /// Writes the ids to call to disk.
    pub(crate) fn record_list(&mut self, list: &RecordedList) -> Result<()> {
        Listed::lines(list).try_for_each(|line| self.append_json(&line))
    }

    /// Writes the outcomes to disk. After an error, none of them may be reported.
    pub(crate) fn record(&mut self, outcomes: &[Outcome]) -> Result<()> {
        // A wrong key or host, or that of another account, where no customer exists, must not take over the file.
        if !self.changes.is_empty() && outcomes.iter().any(Outcome::is_done) {
            let at = timestamp::rfc3339_milliseconds(SystemTime::now()).to_string();
            for mut change in std::mem::take(&mut self.changes) {
                change.at = at.clone().into();
                self.append_json(&change)?;
            }
        }
        let mut lines = std::mem::take(&mut self.lines);
        lines.clear();
        for outcome in outcomes {
            outcome.write_json(&mut lines);
            lines.push('\n');
        }
        let appended = self.append(lines.as_bytes());
        self.lines = lines;
        appended
    }

    fn append_json(&mut self, value: &impl serde::Serialize) -> Result<()> {
        let mut line = serde_json::to_vec(value).map_err(|error| Error::internal(error.to_string()))?;
        line.push(b'\n');
        self.append(&line)
    }

    fn append(&mut self, lines: &[u8]) -> Result<()> {
        self.length += lines.len() as u64;
        let write = || -> std::io::Result<()> {
            disk::append(&self.file, lines)?;
            self.file.sync_data()?;
            let look = || disk::FileIdentity::of(&self.file).map(|ours| (ours, disk::FileIdentity::at(&self.path)));
            let (ours, named) = look()?;
            if named.is_ok_and(|named| named.identity == ours.identity) && ours.length >= self.length {
                return Ok(());
            }
            // Check again, because it may have changed between the two queries.
            let why = match look()? {
                (ours, _) if ours.names == 0 => "it was deleted",
                (_, Err(_)) => "it was moved",
                (ours, Ok(named)) if named.identity != ours.identity => "it was replaced by another file",
                _ => "it was truncated",
            };
            Err(std::io::Error::other(why))
        };
        write().map_err(|error| Error::file(format_args!("results file {}", self.path.display()), &self.path, error))
    }
}

#[cfg(test)]
mod tests {
    use std::{
        fs,
        time::{Duration, SystemTime},
    };

    use super::*;
    use crate::{
        answer::{Accepted, Content},
        customer::Customer,
        customer_id::CustomerId,
        error::{ErrorKind, Scope},
        quota::Quota,
    };

    fn outcome(id: i64, kind: ErrorKind) -> Outcome {
        Outcome {
            id: CustomerId::new(id).unwrap(),
            operation: Operation::EnableSynch,
            requested_salesforce_id: None,
            result: Err(Error::new(kind, "no").with_scope(Scope::Customer).with_attempts(1)),
            at: SystemTime::UNIX_EPOCH,
            elapsed: Duration::from_millis(184),
        }
    }

    const WHOSE: FileOwner<'_> = FileOwner { host: "host", account: "0123456789ab", operation: Operation::EnableSynch };
    const RESUME: Resume = Resume { resume: true, retry_failed: false, changed: Changed { key: false, host: false } };

    fn open(path: &str, resume: bool) -> Result<Journal> {
        Journal::open(path.as_ref(), WHOSE, Resume { resume, ..Resume::default() })
    }

    fn path(folder: &tempfile::TempDir) -> String {
        folder.path().join("results.jsonl").display().to_string()
    }

    fn is_done(journal: &Journal, id: i64) -> bool {
        journal.earlier(&Call::enable_synch(CustomerId::new(id).unwrap())).is_some()
    }

    #[test]
    fn a_resume_cut_at_any_byte_loses_no_whole_line() {
        let folder = tempfile::TempDir::new().unwrap();
        let path = path(&folder);
        let outcomes: Vec<Outcome> = (1..=5).map(|id| outcome(id, ErrorKind::NotFound)).collect();
        open(&path, false).unwrap().record(&outcomes).unwrap();
        let whole = fs::read(&path).unwrap();
        let header = whole.iter().position(|byte| *byte == b'\n').unwrap() + 1;
        for cut in header..=whole.len() {
            fs::write(&path, &whole[..cut]).unwrap();
            let mut journal = open(&path, true).unwrap();
            let lines = whole[..cut].iter().filter(|byte| **byte == b'\n').count() - 1;
            assert_eq!((1..=5).filter(|id| is_done(&journal, *id)).count(), lines, "cut at {cut}");
            assert_eq!(journal.damaged(), Damaged::default(), "a torn line is not a damaged one");
            journal.record(&outcomes[lines..]).unwrap();
            assert_eq!(fs::read(&path).unwrap(), whole, "cut at {cut}");
        }
    }

    #[test]
    fn the_later_line_counts() {
        let folder = tempfile::TempDir::new().unwrap();
        let path = path(&folder);
        let lines = [
            outcome(1, ErrorKind::NotFound),
            outcome(1, ErrorKind::Timeout),
            outcome(2, ErrorKind::Timeout),
            outcome(2, ErrorKind::Rejected),
            outcome(3, ErrorKind::NotFound),
            outcome(3, ErrorKind::Rejected),
        ];
        open(&path, false).unwrap().record(&lines).unwrap();
        let journal = open(&path, true).unwrap();
        let earlier = [1, 2, 3].map(|id| journal.earlier(&Call::enable_synch(CustomerId::new(id).unwrap())));
        assert_eq!(earlier, [None, Some(Earlier::Failed("rejected")), Some(Earlier::Failed("rejected"))]);
    }

    #[test]
    fn what_is_not_about_the_customer_is_not_final() {
        let folder = tempfile::TempDir::new().unwrap();
        let path = path(&folder);
        let mut no = outcome(1, ErrorKind::Rejected);
        no.result = no.result.map_err(|error| error.with_scope(Scope::Everyone));
        open(&path, false).unwrap().record(&[no]).unwrap();
        assert!(!is_done(&open(&path, true).unwrap(), 1));
        // A line of a version without `final` is judged by its code.
        let text = fs::read_to_string(&path).unwrap().replace(",\"final\":false", "");
        fs::write(&path, text).unwrap();
        assert!(is_done(&open(&path, true).unwrap(), 1));
    }

    #[test]
    fn damaged_lines_are_counted() {
        let folder = tempfile::TempDir::new().unwrap();
        let path = path(&folder);
        open(&path, false)
            .unwrap()
            .record(&[outcome(1, ErrorKind::NotFound), outcome(2, ErrorKind::NotFound)])
            .unwrap();
        let text = fs::read_to_string(&path).unwrap();
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        lines.insert(2, "{\"id\":7,\"co".into());
        lines.insert(3, "x".repeat(100_000));
        lines.push(String::new());
        fs::write(&path, lines.join("\n") + "\n").unwrap();
        let journal = open(&path, true).unwrap();
        assert_eq!(journal.damaged(), Damaged { lines: 2, first: 3 }, "an empty line is not damage");
        assert!(is_done(&journal, 1) && is_done(&journal, 2));
    }

    #[test]
    fn what_is_not_ours_is_refused() {
        let folder = tempfile::TempDir::new().unwrap();
        let path = path(&folder);
        let first = open(&path, false).unwrap();
        assert!(open(&path, true).unwrap_err().message().contains("another process"));
        drop(first);
        assert!(open(&path, false).unwrap_err().message().contains("exists"));
        let message = |host, account| {
            Journal::open(path.as_ref(), FileOwner { host, account, ..WHOSE }, RESUME).unwrap_err().message().to_owned()
        };
        assert!(message("other", "0123456789ab").contains("for host, not for other"));
        assert!(message("host", "ba9876543210").contains("option newKey"));
        let other = FileOwner { operation: Operation::DisableSynch, ..WHOSE };
        let error = Journal::open(path.as_ref(), other, RESUME).unwrap_err();
        assert!(error.message().contains("the results of EnableSynch, not of DisableSynch"), "{error}");
        for content in [
            "id,name\n1,x\n",
            "[]\n",
            "\u{feff}{}\n",
            "{\"fusebill\":\"other\"}\n",
            "FUSEBILL_API_KEY=MDpz",
            "172677",
            "{\"precious\":1}",
            "{\"fusebill\":\"other\"}",
            " ",
        ] {
            fs::write(&path, content).unwrap();
            for resume in [true, false] {
                let error = open(&path, resume).unwrap_err();
                assert!(error.message().contains("not a results file"), "{content}: {error}");
                assert_eq!(fs::read_to_string(&path).unwrap(), content, "and is left as it is");
            }
        }
        let header = serde_json::to_string(&Header::new("host", "0123456789ab", Operation::EnableSynch)).unwrap();
        for cut in 0..header.len() {
            fs::write(&path, &header[..cut]).unwrap();
            assert!(open(&path, false).is_ok(), "an incomplete header is the beginning of a new file: {cut}");
        }
    }

    #[test]
    fn a_new_key_of_the_account_is_recorded() {
        let folder = tempfile::TempDir::new().unwrap();
        let path = path(&folder);
        open(&path, false).unwrap().record(&[outcome(1, ErrorKind::NotFound)]).unwrap();
        let rotated = Resume { changed: Changed { key: true, host: false }, ..RESUME };
        let other_key = FileOwner { account: "ba9876543210", ..WHOSE };
        let mut journal = Journal::open(path.as_ref(), other_key, rotated).unwrap();
        assert!(is_done(&journal, 1));
        // For the key of another account, no customer exists.
        journal.record(&[outcome(2, ErrorKind::Timeout), outcome(4, ErrorKind::NotFound)]).unwrap();
        drop(journal);
        assert!(is_done(&open(&path, true).unwrap(), 1), "nothing shows yet that the other key is of the account");
        let mut journal = Journal::open(path.as_ref(), other_key, rotated).unwrap();
        let enabled = Accepted {
            content: Content::Customer(
                Customer::from_json(r#"{"id":2,"salesforceSynchStatus":"Enabled"}"#.into()).unwrap(),
            ),
            http_status: 200,
            quota: Quota::default(),
            attempts: 1,
        };
        let done = Outcome { result: Ok(enabled), ..outcome(2, ErrorKind::NotFound) };
        journal.record(&[outcome(3, ErrorKind::NotFound), done]).unwrap();
        drop(journal);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains("{\"fusebill\":\"key\",\"account\":\"ba9876543210\",\"at\":\"20"), "{text}");
        let journal = Journal::open(path.as_ref(), other_key, RESUME).unwrap();
        assert!(is_done(&journal, 1) && is_done(&journal, 2) && journal.damaged().lines == 0);
        drop(journal);
        assert!(open(&path, true).unwrap_err().message().contains("newKey"), "the old key is another one now");
        assert!(
            Journal::open(path.as_ref(), FileOwner { host: "other", ..other_key }, rotated).is_err(),
            "on the same host only"
        );
    }

    #[test]
    fn files_that_were_joined_are_refused() {
        let folder = tempfile::TempDir::new().unwrap();
        let path = path(&folder);
        open(&path, false).unwrap().record(&[outcome(1, ErrorKind::NotFound)]).unwrap();
        let text = fs::read_to_string(&path).unwrap();
        fs::write(&path, text.repeat(2)).unwrap();
        let error = open(&path, true).unwrap_err();
        assert!(error.message().contains("line 3 is the first line of another results file"), "{error}");
        assert!(ResultsFile::open(path.as_ref()).unwrap().each(|_, _| {}).is_err());
    }

    #[test]
    fn a_list_is_whole_or_is_made_again() {
        let folder = tempfile::TempDir::new().unwrap();
        let path = path(&folder);
        for count in [0, 1, 1_999, 2_000, 2_001, 6_000] {
            let _ = fs::remove_file(&path);
            let ids = (1..=count).map(|id| CustomerId::new(i64::MAX - id).unwrap()).collect();
            let recorded = RecordedList {
                ids,
                status: Some("Active".into()),
                links: (count % 3 == 0).then(|| "linked".into()),
                is_whole: count % 2 == 0,
            };
            let mut journal = open(&path, false).unwrap();
            journal.record_list(&recorded).unwrap();
            journal.record(&[outcome(1, ErrorKind::NotFound)]).unwrap();
            drop(journal);
            let list = || ResultsFile::open(path.as_ref()).unwrap().list().unwrap();
            assert_eq!(list().unwrap(), recorded, "{count}");
            let journal = open(&path, true).unwrap();
            assert!(is_done(&journal, 1) && journal.damaged().lines == 0, "its lines are not damaged ones");
            drop(journal);
            let text = fs::read_to_string(&path).unwrap();
            assert!(text.lines().all(|line| line.len() < 60_000));
            fs::write(&path, text.replace("\"last\":true", "\"last\":false")).unwrap();
            assert_eq!(list(), None);
        }
    }

    #[test]
    fn a_file_of_version_1_is_read_as_enable_synch_and_goes_on() {
        let folder = tempfile::TempDir::new().unwrap();
        let path = path(&folder);
        let header = "{\"fusebill\":\"results\",\"version\":1,\"host\":\"host\",\"account\":\"0123456789ab\"}\n";
        fs::write(&path, format!("{header}{}\n", outcome(1, ErrorKind::NotFound).to_json())).unwrap();
        let mut journal = open(&path, true).unwrap();
        assert!(is_done(&journal, 1));
        journal.record(&[outcome(2, ErrorKind::NotFound)]).unwrap();
        drop(journal);
        let other = FileOwner { operation: Operation::DisableSynch, ..WHOSE };
        assert!(Journal::open(path.as_ref(), other, RESUME).is_err());
        assert!(is_done(&open(&path, true).unwrap(), 2));
        for (version, operation) in
            [(0, "EnableSynch"), (1, "EnableSynch"), (3, "EnableSynch"), (2, "Unlatch"), (2, "")]
        {
            let header = format!(
                "{{\"fusebill\":\"results\",\"version\":{version},\"operation\":\"{operation}\",\"host\":\"host\",\
                 \"account\":\"0123456789ab\"}}\n"
            );
            fs::write(&path, header).unwrap();
            assert!(open(&path, true).unwrap_err().message().contains("another version"), "{version} {operation}");
        }
    }

    #[test]
    fn a_file_that_is_deleted_moved_replaced_or_truncated_is_noticed() {
        type Harm = fn(&str);
        let harms: [(Harm, &str); 4] = [
            (|path| fs::remove_file(path).unwrap(), "deleted"),
            (|path| fs::rename(path, format!("{path}.old")).unwrap(), "moved"),
            (
                |path| {
                    fs::rename(path, format!("{path}.old")).unwrap();
                    fs::write(path, "").unwrap();
                },
                "another file",
            ),
            (|path| File::options().write(true).open(path).unwrap().set_len(10).unwrap(), "truncated"),
        ];
        for (harm, words) in harms {
            let folder = tempfile::TempDir::new().unwrap();
            let path = path(&folder);
            let mut journal = open(&path, false).unwrap();
            journal.record(&[outcome(1, ErrorKind::Timeout)]).unwrap();
            harm(&path);
            let error = journal.record(&[outcome(2, ErrorKind::Timeout)]).unwrap_err();
            assert!(error.kind() == ErrorKind::Io && error.message().contains(words), "{error}");
        }
    }

    proptest::proptest! {
        #![proptest_config(proptest::test_runner::Config::with_cases(64))]
        #[test]
        fn a_file_cut_at_any_byte_loses_no_whole_line_and_claims_no_other(
            outcomes in proptest::collection::vec((1_i64..40, 0_usize..13), 0..60),
            cut in 0.0..1.0_f64,
        ) {
            let folder = tempfile::TempDir::new().unwrap();
            let path = path(&folder);
            let outcomes: Vec<Outcome> = outcomes.iter().map(|(id, kind)| outcome(*id, ErrorKind::ALL[*kind])).collect();
            open(&path, false).unwrap().record(&outcomes).unwrap();
            let whole = fs::read(&path).unwrap();
            let cut = (whole.len() as f64 * cut) as usize;
            fs::write(&path, &whole[..cut]).unwrap();
            let lines = whole[..cut].iter().filter(|byte| **byte == b'\n').count().saturating_sub(1);
            let journal = open(&path, true).unwrap();
            for id in 1..40 {
                let last = outcomes[..lines].iter().rev().find(|outcome| outcome.id.get() == id);
                let is_final = last.is_some_and(|outcome| outcome.is_final());
                proptest::prop_assert_eq!(is_done(&journal, id), is_final, "id {}", id);
            }
        }
    }
}
