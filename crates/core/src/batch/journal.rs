//! The results file: the record for people, and what a resume reads. One JSON line an outcome, written whole, on disk
//! before it is told; a header first, so that the results of one account are not continued with another's key.

use std::{
    fs::{File, OpenOptions, TryLockError},
    io::{BufRead, BufReader, Read, Seek, SeekFrom, Write},
    os::unix::fs::{MetadataExt, OpenOptionsExt},
    path::Path,
};

use roaring::RoaringTreemap;
use serde::{Deserialize, Serialize};

use super::outcome::{Outcome, is_final};
use crate::{
    customer_id::CustomerId,
    error::{Error, Result},
};

#[derive(PartialEq, Eq, Debug, Serialize, Deserialize)]
struct Header {
    fusebill: String,
    version: u32,
    host: String,
    account: String,
}

#[derive(Debug)]
pub(crate) struct Journal {
    file: File,
    path: String,
    /// Ids that a resume leaves alone.
    done: RoaringTreemap,
    /// Room for what is written next.
    lines: String,
}

impl Journal {
    /// Opens the file for this host and account, and takes the lock on it.
    ///
    /// A new file gets the header. An existing one is refused without `resume`; with it, a line that was cut off at the
    /// end is taken away, and what the file says is done is remembered.
    pub(crate) fn open(path: &str, host: &str, account: &str, resume: bool, retry_failed: bool) -> Result<Self> {
        let cannot = |why: String| Error::io(format!("results file {path}: {why}"));
        let io = |error: std::io::Error| cannot(error.to_string());
        let file = OpenOptions::new().read(true).append(true).create(true).mode(0o600).open(path).map_err(io)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(cannot("another process is writing it".into())),
            Err(TryLockError::Error(error)) => return Err(io(error)),
        }
        let header = Header { fusebill: "results".into(), version: 1, host: host.into(), account: account.into() };
        let mut journal = Self { file, path: path.into(), done: RoaringTreemap::new(), lines: String::new() };
        let end = journal.whole_lines().map_err(io)?;
        if end == 0 {
            journal.file.set_len(0).map_err(io)?;
            let mut line = serde_json::to_vec(&header).map_err(|error| cannot(error.to_string()))?;
            line.push(b'\n');
            journal.append(&line)?;
            sync_folder(path).map_err(io)?;
            return Ok(journal);
        }
        if !resume {
            return Err(cannot("it exists; resume it, or name another".into()));
        }
        journal.check_header(&header)?;
        journal.file.set_len(end).map_err(io)?;
        journal.file.rewind().map_err(io)?;
        read_lines(BufReader::new(&journal.file), |recorded| {
            if is_final(recorded.code, retry_failed) {
                journal.done.insert(recorded.id as u64);
            } else {
                journal.done.remove(recorded.id as u64);
            }
        })
        .map_err(io)?;
        Ok(journal)
    }

    /// Whether an earlier run has done with this id.
    pub(crate) fn is_done(&self, id: CustomerId) -> bool {
        self.done.contains(id.get() as u64)
    }

    /// Puts the outcomes on disk. After an error nothing of them may be told.
    pub(crate) fn record(&mut self, outcomes: &[Outcome]) -> Result<()> {
        self.lines.clear();
        for outcome in outcomes {
            outcome.write_json(&mut self.lines);
            self.lines.push('\n');
        }
        self.append(self.lines.as_bytes())
    }

    fn append(&self, lines: &[u8]) -> Result<()> {
        let write = || -> std::io::Result<()> {
            (&self.file).write_all(lines)?;
            self.file.sync_data()?;
            if self.file.metadata()?.nlink() == 0 {
                return Err(std::io::Error::other("it was deleted"));
            }
            Ok(())
        };
        write().map_err(|error| Error::io(format!("results file {}: {error}", self.path)))
    }

    /// Where the last whole line ends.
    fn whole_lines(&mut self) -> std::io::Result<u64> {
        const BLOCK: u64 = 4096;
        let mut end = self.file.seek(SeekFrom::End(0))?;
        while end > 0 {
            let begin = end.saturating_sub(BLOCK);
            let mut block = vec![0; (end - begin) as usize];
            self.file.seek(SeekFrom::Start(begin))?;
            self.file.read_exact(&mut block)?;
            if let Some(at) = block.iter().rposition(|byte| *byte == b'\n') {
                return Ok(begin + at as u64 + 1);
            }
            end = begin;
        }
        Ok(0)
    }

    fn check_header(&mut self, expected: &Header) -> Result<()> {
        let refuse = |why: String| Error::invalid_argument(format!("results file {}: {why}", self.path));
        let mut first = String::new();
        self.file.rewind().map_err(|error| refuse(error.to_string()))?;
        let read = BufReader::new((&self.file).take(64 * 1024)).read_line(&mut first);
        let found = read.ok().and_then(|_| serde_json::from_str::<Header>(&first).ok());
        match found {
            Some(found) if found == *expected => Ok(()),
            Some(found) if found.fusebill != expected.fusebill || found.version != expected.version => {
                Err(refuse("it was written by another version".into()))
            }
            Some(found) if found.host != expected.host => {
                Err(refuse(format!("it belongs to {}, not to {}", crate::excerpt::of(&found.host), expected.host)))
            }
            Some(_) => Err(refuse("it belongs to another account: the key is another one".into())),
            None => Err(refuse("it is no results file".into())),
        }
    }
}

/// An outcome as a results file tells it.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[non_exhaustive]
pub struct Recorded {
    /// Whose.
    pub id: i64,
    /// The code of the outcome.
    pub code: i32,
    /// Its name.
    pub name: String,
    /// What the error said.
    pub message: Option<String>,
}

impl Recorded {
    /// Whether a resume leaves it as it is: what is enabled, and (unless `retry_failed`) what was answered with no.
    pub fn is_final(&self, retry_failed: bool) -> bool {
        is_final(self.code, retry_failed)
    }
}

/// Reads a results file, line by line, in its order; of several lines for one id the last counts. The header, and a line
/// that was cut off, are passed over.
pub fn read_results(path: &Path, each: impl FnMut(Recorded)) -> Result<()> {
    let io = |error: std::io::Error| Error::io(format!("results file {}: {error}", path.display()));
    read_lines(BufReader::new(File::open(path).map_err(io)?), each).map_err(io)
}

fn read_lines(mut reader: impl BufRead, mut each: impl FnMut(Recorded)) -> std::io::Result<()> {
    let mut line = Vec::new();
    loop {
        line.clear();
        if reader.read_until(b'\n', &mut line)? == 0 {
            return Ok(());
        }
        if let Ok(recorded) = serde_json::from_slice(&line) {
            each(recorded);
        }
    }
}

/// Makes the file's name as lasting as its content.
fn sync_folder(path: &str) -> std::io::Result<()> {
    let folder = Path::new(path).parent().filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}

#[cfg(test)]
mod tests {
    use std::{
        fs,
        time::{Duration, SystemTime},
    };

    use super::*;
    use crate::error::ErrorKind;

    fn outcome(id: i64, kind: ErrorKind) -> Outcome {
        Outcome {
            id: CustomerId::new(id).unwrap(),
            result: Err(Error::new(kind, "no")),
            attempts: 1,
            at: SystemTime::UNIX_EPOCH,
            elapsed: Duration::from_millis(184),
        }
    }

    fn open(path: &str, resume: bool) -> Result<Journal> {
        Journal::open(path, "host", "0123456789ab", resume, false)
    }

    fn path(folder: &tempfile::TempDir) -> String {
        folder.path().join("results.jsonl").display().to_string()
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
            assert_eq!(journal.done.len(), lines as u64, "cut at {cut}");
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
        ];
        open(&path, false).unwrap().record(&lines).unwrap();
        let journal = open(&path, true).unwrap();
        assert_eq!([1, 2].map(|id| journal.is_done(CustomerId::new(id).unwrap())), [false, true]);
    }

    #[test]
    fn what_is_not_ours_is_refused() {
        let folder = tempfile::TempDir::new().unwrap();
        let path = path(&folder);
        let first = open(&path, false).unwrap();
        assert!(open(&path, true).unwrap_err().message().contains("another process"));
        drop(first);
        assert!(open(&path, false).unwrap_err().message().contains("exists"));
        assert!(
            Journal::open(&path, "other", "0123456789ab", true, false)
                .unwrap_err()
                .message()
                .contains("belongs to host")
        );
        assert!(
            Journal::open(&path, "host", "ba9876543210", true, false)
                .unwrap_err()
                .message()
                .contains("another account")
        );
        fs::write(&path, "id,name\n1,x\n").unwrap();
        assert!(open(&path, true).unwrap_err().message().contains("no results file"));
        assert_eq!(fs::metadata(&path).unwrap().mode() & 0o777, 0o600);
    }

    #[test]
    fn a_file_that_was_deleted_is_noticed() {
        let folder = tempfile::TempDir::new().unwrap();
        let path = path(&folder);
        let mut journal = open(&path, false).unwrap();
        fs::remove_file(&path).unwrap();
        assert_eq!(journal.record(&[outcome(1, ErrorKind::Timeout)]).unwrap_err().kind(), ErrorKind::Io);
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
                let is_final = last.is_some_and(|outcome| is_final(outcome.code(), false));
                proptest::prop_assert_eq!(journal.is_done(CustomerId::new(id).unwrap()), is_final, "id {}", id);
            }
        }
    }
}
