//! Reading a results file: its header, then its lines in order. Lines may be damaged, torn or endless; memory use does not
//! grow with any of that.

use std::{
    borrow::Cow,
    collections::BTreeMap,
    fs::File,
    io::{self, BufRead, BufReader, Read, Seek, SeekFrom},
    path::Path,
    time::SystemTime,
};

use roaring::RoaringTreemap;
use serde::{Deserialize, Serialize};

use super::{disk, outcome};
use crate::{
    client::Client,
    customer_id::CustomerId,
    error::{Error, FileProblem, Result},
    host::above_the_streams,
    operation::Operation,
    timestamp,
};

/// The version of the format. Version 1 does not name the operation, which is EnableSynch.
const VERSION: u32 = 2;

/// The longest line that is read.
const LONGEST_LINE: usize = 64 * 1024;

/// The first line: whose results these are.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(super) struct Header {
    pub(super) fusebill: String,
    pub(super) version: u32,
    /// Absent in version 1, where it is always EnableSynch.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) operation: Option<String>,
    pub(super) host: String,
    pub(super) account: String,
}

impl Header {
    pub(super) fn new(host: &str, account: &str, operation: Operation) -> Self {
        let operation = Some(operation.name().into());
        Self { fusebill: "results".into(), version: VERSION, operation, host: host.into(), account: account.into() }
    }
}

/// A line that records that the batch continued with another key, or for another host.
#[derive(Default, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(super) struct NewOwner<'a> {
    fusebill: Cow<'a, str>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    account: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    host: Option<Cow<'a, str>>,
    pub(super) at: Cow<'a, str>,
}

impl NewOwner<'_> {
    const KEY: &'static str = "key";
    const HOST: &'static str = "host";

    /// The line of a new key, without its time.
    pub(super) fn of_key(account: String) -> Self {
        Self { fusebill: Self::KEY.into(), account: Some(account.into()), ..Self::default() }
    }

    /// The line of a new host, without its time.
    pub(super) fn of_host(host: String) -> Self {
        Self { fusebill: Self::HOST.into(), host: Some(host.into()), ..Self::default() }
    }
}

/// What may have changed since a file was written, because the caller says that the account is still the same.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Changed {
    /// The account has a new key.
    pub key: bool,
    /// The API has a new host.
    pub host: bool,
}

/// Refuses the file of another key; `file` is its name in the message.
pub(super) fn other_key(file: &str) -> Error {
    let why = "it was written with another key; if the key of the same account was replaced, use option newKey";
    Error::invalid_argument(format!("{file}: {why}")).about("newKey")
}

/// Refuses the file of another host.
pub(super) fn other_host(file: &str, recorded: &str, host: &str) -> Error {
    let recorded = crate::excerpt::shortened(recorded);
    let why =
        format!("it was written for {recorded}, not for {host}; if the API's host was renamed, use option newHost");
    Error::invalid_argument(format!("{file}: {why}")).about("newHost")
}

/// The last line of a file whose customers another operation was called for: what the file says is no longer true.
#[derive(PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(super) struct Undone<'a> {
    pub(super) fusebill: Cow<'a, str>,
    pub(super) operation: Cow<'a, str>,
    pub(super) at: Cow<'a, str>,
}

impl Undone<'_> {
    const KIND: &'static str = "undone";
}

/// The customers that were listed before the first call.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct RecordedList {
    /// The customers, in the order of the list.
    pub ids: Vec<CustomerId>,
    /// The `status` by which the list was filtered.
    pub status: Option<String>,
    /// The links by which it was filtered, in the caller's words.
    pub links: Option<String>,
    /// Whether the list has as many customers as the server reported.
    pub is_whole: bool,
}

/// A line with some of these customers.
#[derive(PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(super) struct Listed<'a> {
    pub(super) fusebill: Cow<'a, str>,
    pub(super) ids: Cow<'a, [i64]>,
    pub(super) status: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) links: Option<Cow<'a, str>>,
    pub(super) whole: bool,
    /// Whether this is the last line of the list.
    pub(super) last: bool,
}

impl Listed<'_> {
    const KIND: &'static str = "list";
    /// The number of ids per line, so that no line is too long.
    const IDS: usize = 2_000;

    /// The lines of a list.
    pub(super) fn lines(list: &RecordedList) -> impl Iterator<Item = Listed<'_>> {
        let ids: Vec<i64> = list.ids.iter().map(|id| id.get()).collect();
        let lines = ids.len().div_ceil(Self::IDS).max(1);
        (1..=lines).map(move |line| Listed {
            fusebill: Self::KIND.into(),
            ids: ids[(line - 1) * Self::IDS..ids.len().min(line * Self::IDS)].to_vec().into(),
            status: list.status.as_deref().map(Into::into),
            links: list.links.as_deref().map(Into::into),
            whole: list.is_whole,
            last: line == lines,
        })
    }
}

/// An outcome as read from a results file.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Recorded<'a> {
    /// The customer.
    pub id: i64,
    /// The code of the outcome.
    pub code: i32,
    /// Its name.
    #[serde(borrow)]
    pub name: Cow<'a, str>,
    /// The message of the error.
    #[serde(borrow, default)]
    pub message: Option<Cow<'a, str>>,
    /// `salesforceSynchStatus` as the server sent it.
    #[serde(borrow, default)]
    pub salesforce_synch_status: Option<Cow<'a, str>>,
    /// The Salesforce id of the call, if the operation takes one.
    #[serde(borrow, default)]
    pub requested_salesforce_id: Option<Cow<'a, str>>,
    /// The number of requests made.
    #[serde(default)]
    attempts: Option<u64>,
    /// Whether the request was sent: `no`, `yes`, `unknown`. Absent in older files.
    #[serde(borrow, default)]
    sent: Option<Cow<'a, str>>,
    /// When it ended, RFC 3339 in UTC.
    #[serde(borrow, default)]
    pub at: Option<Cow<'a, str>>,
    /// Whether the API rejected this customer. Absent in older files.
    #[serde(default)]
    r#final: Option<bool>,
}

impl Recorded<'_> {
    /// Whether a resume skips it: it is done, or (unless `retry_failed`) the API rejected it.
    pub fn is_final(&self, retry_failed: bool) -> bool {
        outcome::is_final(self.code, retry_failed) && (self.code == 0 || self.r#final != Some(false))
    }

    /// Whether the operation may have taken effect although it failed: the request was sent, and its response, or that of an
    /// earlier attempt, was lost; or the customer was returned with another status, which may not be the last.
    pub fn may_have_taken_effect(&self) -> bool {
        let was_sent = self.sent.as_deref() != Some("no");
        was_sent && (outcome::may_have_taken_effect(self.code) || self.attempts.is_some_and(|attempts| attempts > 1))
    }
}

/// The lines of a file that could not be read.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Damaged {
    /// The number of lines.
    pub lines: u64,
    /// The line number of the first one, counted from 1; 0 if there is none.
    pub first: u64,
}

/// A results file that is being read.
#[derive(Debug)]
pub struct ResultsFile<R = BufReader<File>> {
    reader: R,
    /// Its host and account are the last ones.
    header: Header,
    operation: Operation,
    line: Vec<u8>,
    /// The number of lines read, and where the last one starts and ends.
    count: u64,
    begin: u64,
    end: u64,
    damaged: Damaged,
    is_torn: bool,
    undone: Option<String>,
}

/// A time as a number that grows with it: the digits of `2026-01-31T12:00:00.123Z`. 0 for none.
fn stamp(at: Option<&str>) -> u64 {
    let digits = at.unwrap_or_default().bytes().filter(u8::is_ascii_digit).take(17);
    digits.fold(0, |number, digit| number * 10 + u64::from(digit - b'0'))
}

/// The time of an outcome's line as this program writes it, found without reading all of it: this text cannot be inside another
/// member. `None` for what another program wrote.
fn time_of(line: &[u8]) -> Option<u64> {
    const NAME: &[u8] = b",\"at\":\"";
    let at = line.windows(NAME.len()).rposition(|window| window == NAME).filter(|_| line.starts_with(b"{\"id\":"))?;
    let value = &line[at + NAME.len()..];
    Some(stamp(std::str::from_utf8(&value[..value.len().min(24)]).ok()))
}

enum Line {
    Whole,
    TooLong,
    /// The last line, without a line break.
    Torn,
    None,
}

impl ResultsFile {
    /// Opens a file for reading.
    ///
    /// # Errors
    /// [`Io`](crate::ErrorKind::Io) if it cannot be read, or is not a results file.
    pub fn open(path: &Path) -> Result<Self> {
        let cannot = |problem: FileProblem| Error::file(format_args!("results file {}", path.display()), path, problem);
        let io = |error: io::Error| cannot(error.into());
        disk::check_kind(path).map_err(io)?;
        let file = File::open(path).and_then(above_the_streams).map_err(io)?;
        match Self::read(BufReader::with_capacity(LONGEST_LINE, file)).map_err(io)? {
            Some(file) => file.of_this_program().map_err(|why| cannot(why.into())),
            None => Err(cannot(NOT_RESULTS.into())),
        }
    }

    /// Whether a file is a results file, by its first line. A pipe or a device is not read.
    pub fn is_at(path: &Path) -> bool {
        let read = |file| Self::read(BufReader::with_capacity(LONGEST_LINE, file));
        path.is_file() && File::open(path).and_then(above_the_streams).and_then(read).is_ok_and(|file| file.is_some())
    }

    /// Refuses a file that another process is writing: what it says now will not be true when it has been read.
    ///
    /// # Errors
    /// [`Io`](crate::ErrorKind::Io).
    pub fn check_unused(&self, path: &Path) -> Result<()> {
        match disk::open(path) {
            Ok(None) => Err(Error::file(format_args!("results file {}", path.display()), path, disk::IN_USE)),
            // A file that cannot be written is not being written.
            Ok(Some(_)) | Err(_) => Ok(()),
        }
    }

    /// Notes in a file that `operation` is about to be called for its customers, so that a resume does not take them for
    /// done.
    ///
    /// # Errors
    /// [`Io`](crate::ErrorKind::Io) if it cannot be written, or another process is writing it.
    pub fn mark_undone(path: &Path, operation: Operation) -> Result<()> {
        let cannot = |problem: FileProblem| Error::file(format_args!("results file {}", path.display()), path, problem);
        let io = |error: io::Error| cannot(error.into());
        let opened = disk::open(path).map_err(io)?;
        let mut file = opened.ok_or_else(|| cannot(disk::IN_USE.into()))?;
        let end = whole_lines(&mut file).map_err(io)?;
        let at = timestamp::rfc3339_milliseconds(SystemTime::now()).to_string();
        let mark = Undone { fusebill: Undone::KIND.into(), operation: operation.name().into(), at: at.into() };
        let mut line = serde_json::to_vec(&mark).map_err(|error| Error::internal(error.to_string()))?;
        line.push(b'\n');
        let write = || file.set_len(end).and_then(|()| disk::append(&file, &line)).and_then(|()| file.sync_data());
        write().map_err(io)
    }

    /// The file that a batch of this operation would continue; `None` if it would start a new one, because there is no file
    /// or the file has no complete line.
    ///
    /// # Errors
    /// The same as the batch: [`Io`](crate::ErrorKind::Io) if there is a file and `resume` is false, or if it is not a
    /// results file; [`InvalidArgument`](crate::ErrorKind::InvalidArgument) if it has the results of another operation.
    pub fn earlier(path: &Path, operation: Operation, resume: bool) -> Result<Option<Self>> {
        let Some(file) = Self::existing(path)? else { return Ok(None) };
        let name = format!("results file {}", path.display());
        file.check_operation(operation).map_err(|why| Error::invalid_argument(format!("{name}: {why}")))?;
        if resume { Ok(Some(file)) } else { Err(Error::file(name, path, EXISTS)) }
    }

    /// The same for any operation, to be looked at: `None` if a batch would start a new file.
    pub(super) fn existing(path: &Path) -> Result<Option<Self>> {
        let io = |error: io::Error| Error::file(format_args!("results file {}", path.display()), path, error);
        disk::check_kind(path).map_err(io)?;
        let lines = match File::open(path).and_then(above_the_streams) {
            Ok(mut file) => whole_lines(&mut file).map_err(io)?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => 0,
            Err(error) => return Err(io(error)),
        };
        if lines == 0 { Ok(None) } else { Self::open(path).map(Some) }
    }
}

pub(super) const NOT_RESULTS: &str = "not a results file";

/// Why a batch does not start a file that already exists.
pub(super) const EXISTS: &str = "it already exists; use option resume to continue with it, or choose another file";

/// How a results file begins.
const BEGIN: &[u8] = b"{\"fusebill\":\"results\"";

/// As many bytes of a file as show whether it is a results file.
fn start_of(file: &mut File) -> io::Result<Vec<u8>> {
    let mut start = Vec::new();
    file.take(BEGIN.len() as u64).read_to_end(&mut start)?;
    Ok(start)
}

/// Where the last whole line ends: 0 in a file that a batch may start anew, because it is empty or its header is
/// incomplete. A file without a line break that begins in another way is not a results file, and an error.
pub(super) fn whole_lines(file: &mut File) -> io::Result<u64> {
    const BLOCK: u64 = 4096;
    let mut end = file.seek(SeekFrom::End(0))?;
    while end > 0 {
        let begin = end.saturating_sub(BLOCK);
        let mut block = vec![0; (end - begin) as usize];
        file.seek(SeekFrom::Start(begin))?;
        file.read_exact(&mut block)?;
        if let Some(at) = block.iter().rposition(|byte| *byte == b'\n') {
            return Ok(begin + at as u64 + 1);
        }
        end = begin;
    }
    file.rewind()?;
    let start = start_of(file)?;
    if BEGIN.starts_with(&start) { Ok(0) } else { Err(io::Error::new(io::ErrorKind::InvalidData, NOT_RESULTS)) }
}

impl<R: BufRead + Seek> ResultsFile<R> {
    /// Reads the header; `None` if there is none.
    pub(super) fn read(reader: R) -> io::Result<Option<Self>> {
        let header = Header::new("", "", Operation::default());
        let damaged = Damaged::default();
        let operation = Operation::default();
        let mut file = Self {
            reader,
            header,
            operation,
            line: Vec::new(),
            count: 0,
            begin: 0,
            end: 0,
            damaged,
            is_torn: false,
            undone: None,
        };
        let is_header = matches!(file.next_line()?, Line::Whole);
        match serde_json::from_slice::<Header>(&file.line) {
            Ok(header) if is_header && header.fusebill == "results" => {
                file.header = header;
                Ok(Some(file))
            }
            _ => Ok(None),
        }
    }

    /// The same file, if this version can read it; otherwise, why not.
    pub(super) fn of_this_program(mut self) -> std::result::Result<Self, String> {
        let Header { version, operation, .. } = &self.header;
        let known = match (version, operation) {
            (1, None) => Some(Operation::EnableSynch),
            (&VERSION, Some(name)) => name.parse().ok(),
            _ => None,
        };
        match known {
            Some(known) => {
                self.operation = known;
                Ok(self)
            }
            None => Err("it was written by another version of this program".into()),
        }
    }

    /// Whether the last line is incomplete, because a batch was killed while writing it. Known after the file has been read.
    pub fn is_torn(&self) -> bool {
        self.is_torn
    }

    /// The operation whose outcomes the file contains.
    pub fn operation(&self) -> Operation {
        self.operation
    }

    /// Refuses to mix the outcomes of two operations.
    pub(super) fn check_operation(&self, wanted: Operation) -> std::result::Result<(), String> {
        match self.operation == wanted {
            true => Ok(()),
            false => Err(format!("it has the results of {}, not of {wanted}", self.operation)),
        }
    }

    /// The operation that was called for the customers of this file afterwards, and when, if any: known after the file has
    /// been read.
    pub fn undone(&self) -> Option<&str> {
        self.undone.as_deref()
    }

    /// Refuses a file whose customers another operation was called for, as a resume does. Call it when the whole file has been
    /// read.
    ///
    /// # Errors
    /// [`InvalidArgument`](crate::ErrorKind::InvalidArgument).
    pub fn check_not_undone(&self) -> Result<()> {
        match &self.undone {
            Some(undone) => Err(Error::invalid_argument(format!(
                "the results file cannot be continued, because {undone}; use a new results file"
            ))),
            None => Ok(()),
        }
    }

    /// The host that was called last, as far as the file has been read.
    pub fn host(&self) -> &str {
        &self.header.host
    }

    /// The account, by its last key: 12 hexadecimal digits of a salted hash.
    pub(super) fn account(&self) -> &str {
        &self.header.account
    }

    /// The lines skipped so far because they could not be read.
    pub fn damaged(&self) -> Damaged {
        self.damaged
    }

    /// Passes each outcome to `each`, with the offset of its line in bytes. If an id has several lines, the last one that is
    /// passed counts: the one with the latest time, even if the lines were sorted by another program. An incomplete last line
    /// is skipped; the batch did not report it.
    ///
    /// # Errors
    /// [`Io`](crate::ErrorKind::Io) when the file cannot be read.
    pub fn each(&mut self, mut each: impl FnMut(Recorded<'_>, u64)) -> Result<()> {
        self.outcomes(&mut each).map_err(|error| Error::io(format!("results file: {error}")))
    }

    pub(super) fn outcomes(&mut self, each: &mut dyn FnMut(Recorded<'_>, u64)) -> io::Result<()> {
        let newest = self.newest()?;
        loop {
            let is_whole = match self.next_line()? {
                Line::Whole => true,
                Line::TooLong => false,
                Line::None => return Ok(()),
                Line::Torn => {
                    self.is_torn = true;
                    return Ok(());
                }
            };
            if is_whole && let Ok(recorded) = serde_json::from_slice::<Recorded<'_>>(&self.line) {
                let newest = newest.as_ref().and_then(|newest| newest.get(&recorded.id));
                if newest.is_none_or(|newest| stamp(recorded.at.as_deref()) >= *newest) {
                    each(recorded, self.begin);
                }
                continue;
            }
            match serde_json::from_slice::<NewOwner<'_>>(&self.line) {
                Ok(NewOwner { fusebill, account: Some(account), .. }) if is_whole && fusebill == NewOwner::KEY => {
                    self.header.account = account.into_owned();
                }
                Ok(NewOwner { fusebill, host: Some(host), .. }) if is_whole && fusebill == NewOwner::HOST => {
                    self.header.host = host.into_owned();
                }
                _ if is_whole && self.listed().is_some() || self.line.trim_ascii().is_empty() => {}
                _ if is_whole && let Some(undone) = self.undone_line() => self.undone = Some(undone),
                _ if is_whole && serde_json::from_slice::<Header>(&self.line).is_ok() => {
                    let why = format!("line {} is the first line of another results file", self.count);
                    return Err(io::Error::new(io::ErrorKind::InvalidData, why));
                }
                _ => {
                    self.damaged.lines += 1;
                    if self.damaged.first == 0 {
                        self.damaged.first = self.count;
                    }
                }
            }
        }
    }

    /// The time of each id's latest line, if the lines are not in the order of their times; read in advance.
    fn newest(&mut self) -> io::Result<Option<BTreeMap<i64, u64>>> {
        #[derive(Deserialize)]
        struct Timed<'a> {
            id: i64,
            #[serde(borrow, default)]
            at: Option<Cow<'a, str>>,
        }
        let (count, end) = (self.count, self.end);
        let (mut latest, mut is_sorted) = (0, true);
        while is_sorted && matches!(self.next_line()?, Line::Whole | Line::TooLong) {
            if self.line.starts_with(b"{\"fusebill\"") {
                continue;
            }
            let at = time_of(&self.line);
            is_sorted = at.is_some_and(|at| at >= latest);
            latest = at.unwrap_or(latest);
        }
        let restart = |file: &mut Self| {
            (file.count, file.end) = (count, end);
            file.reader.seek(SeekFrom::Start(end)).map(drop)
        };
        restart(self)?;
        if is_sorted {
            return Ok(None);
        }
        let mut newest = BTreeMap::new();
        while matches!(self.next_line()?, Line::Whole | Line::TooLong) {
            if let Ok(Timed { id, at }) = serde_json::from_slice(&self.line) {
                let at = stamp(at.as_deref());
                newest.entry(id).and_modify(|latest: &mut u64| *latest = at.max(*latest)).or_insert(at);
            }
        }
        restart(self)?;
        Ok(Some(newest))
    }

    fn undone_line(&self) -> Option<String> {
        let undone =
            serde_json::from_slice::<Undone<'_>>(&self.line).ok().filter(|line| line.fusebill == Undone::KIND)?;
        Some(format!("{} was called for its customers at {}", undone.operation, crate::excerpt::shortened(&undone.at)))
    }

    /// The current line, if it is part of a list.
    fn listed(&self) -> Option<Listed<'_>> {
        serde_json::from_slice::<Listed<'_>>(&self.line).ok().filter(|line| line.fusebill == Listed::KIND)
    }

    fn next_line(&mut self) -> io::Result<Line> {
        self.line.clear();
        self.begin = self.end;
        let mut is_too_long = false;
        loop {
            let bytes = self.reader.fill_buf()?;
            if bytes.is_empty() {
                let is_at_end = self.line.is_empty() && !is_too_long;
                return Ok(if is_at_end { Line::None } else { Line::Torn });
            }
            let end = bytes.iter().position(|byte| *byte == b'\n');
            let amount = end.map_or(bytes.len(), |end| end + 1);
            is_too_long |= self.line.len() + amount > LONGEST_LINE;
            if !is_too_long {
                self.line.extend_from_slice(&bytes[..amount]);
            } else if self.count == 0 {
                // Not a header: what follows does not matter, and may be endless.
                return Ok(Line::TooLong);
            }
            self.reader.consume(amount);
            self.end += amount as u64;
            if end.is_some() {
                self.count += 1;
                return Ok(if is_too_long { Line::TooLong } else { Line::Whole });
            }
        }
    }
}

impl ResultsFile {
    /// Reads the file to its end: the customers for whom its operation took effect, or may have because the response was lost
    /// after the request was sent, in the order of their ids; and how many of them only may have.
    ///
    /// # Errors
    /// [`Io`](crate::ErrorKind::Io) when the file cannot be read.
    pub fn customers(&mut self) -> Result<(Vec<CustomerId>, u64)> {
        let (mut done, mut touched) = (RoaringTreemap::new(), RoaringTreemap::new());
        // Every line counts: what one run may have done is not undone by what a later one was answered.
        self.each(|recorded, _| {
            let id = recorded.id as u64;
            if recorded.code == 0 || recorded.may_have_taken_effect() {
                touched.insert(id);
            }
            match recorded.code {
                0 => done.insert(id),
                _ => done.remove(id),
            };
        })?;
        let ids = touched.iter().map(|id| CustomerId::new(id as i64));
        Ok((ids.collect::<Result<_>>()?, touched.len() - done.len()))
    }

    /// Reads the file to its end: the customers whose last outcome is wanted, in the order of their ids.
    ///
    /// # Errors
    /// [`Io`](crate::ErrorKind::Io) when the file cannot be read.
    pub fn select(&mut self, is_wanted: impl Fn(&Recorded<'_>) -> bool) -> Result<Vec<CustomerId>> {
        let mut wanted = RoaringTreemap::new();
        self.each(|recorded, _| {
            match is_wanted(&recorded) {
                true => wanted.insert(recorded.id as u64),
                false => wanted.remove(recorded.id as u64),
            };
        })?;
        wanted.iter().map(|id| CustomerId::new(id as i64)).collect()
    }

    /// The list of customers with which [`Client::record_list`] started the file; `None` if there is none, or if it is
    /// incomplete. Call it before anything else is read.
    ///
    /// # Errors
    /// [`Io`](crate::ErrorKind::Io) when the file cannot be read.
    pub fn list(mut self) -> Result<Option<RecordedList>> {
        let mut list = RecordedList::default();
        loop {
            let line = self.next_line().map_err(|error| Error::io(format!("results file: {error}")))?;
            let Some(listed) = self.listed().filter(|_| matches!(line, Line::Whole)) else { return Ok(None) };
            for id in listed.ids.iter() {
                list.ids.push(CustomerId::new(*id)?);
            }
            list.status = listed.status.map(Cow::into_owned);
            list.links = listed.links.map(Cow::into_owned);
            list.is_whole = listed.whole;
            if listed.last {
                return Ok(Some(list));
            }
        }
    }

    /// Checks that the file has the results of this client's host and account, except for what `changed`. Call it when the
    /// whole file has been read, since both may have changed along the way.
    ///
    /// # Errors
    /// [`InvalidArgument`](crate::ErrorKind::InvalidArgument).
    pub fn check_owner(&self, client: &Client, changed: Changed) -> Result<()> {
        let Header { host, account, .. } = &self.header;
        match () {
            () if host != client.known_as() && !changed.host => {
                Err(other_host("the results file", host, client.known_as()))
            }
            () if *account != client.account() && !changed.key => Err(other_key("the results file")),
            () => Ok(()),
        }
    }

    /// Passes the outcome whose line starts at `offset`, as reported by [`each`](Self::each), to `each`.
    ///
    /// # Errors
    /// [`Io`](crate::ErrorKind::Io) when the file cannot be read, or has changed.
    pub fn at(&mut self, offset: u64, each: impl FnOnce(Recorded<'_>)) -> Result<()> {
        let cannot = |error: io::Error| Error::io(format!("results file: {error}"));
        self.reader.seek(SeekFrom::Start(offset)).map_err(cannot)?;
        self.next_line().map_err(cannot)?;
        let recorded = serde_json::from_slice(&self.line);
        recorded.map(each).map_err(|_| Error::io("results file: it was changed while it was read"))
    }
}
