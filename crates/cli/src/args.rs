//! The definition of the command line. Completions and manual pages are generated from it, too.

use std::{ffi::OsString, net::SocketAddr, path::PathBuf, str::FromStr, time::Duration};

use clap::{
    Parser, Subcommand,
    builder::{OsStringValueParser, TypedValueParser},
};
use fusebill::{Changed, Operation};

/// Turn Salesforce sync on or off for Fusebill (Stax Bill) customers, and list who has it.
///
/// Unofficial client of the vendor's API: POST /v1/Salesforce/EnableSynch/{customerId} and related calls.
#[derive(Debug, Parser)]
#[command(name = "fusebill", version, propagate_version = true, max_term_width = 100, arg_required_else_help = true, after_long_help = STATUSES)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Shown by --help of the command and of its subcommands, and in the manual page.
pub(crate) const STATUSES: &str = "\
Exit status:
   0  success: every customer is enabled, or the command did what you asked
   1  invalid argument, or a list without any ids
   2  unauthorized            8  connection
   3  not found               9  TLS
   4  rejected               10  bad response
   5  rate limited           11  cancelled
   6  server                 12  local file, standard output
   7  timeout                13  bug in this program
  20  finished, but some customers failed
 129, 130, 143               ended by SIGHUP, Ctrl-C or SIGTERM";

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    #[command(flatten)]
    Call(CallCommand),
    Customers(Box<Customers>),
    Verify(Box<Verify>),
    Match(Box<Match>),
    Check(Box<Check>),
    Report(Report),
    Sandbox(Sandbox),
    /// Print a completion script for a shell.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
    /// Print a manual page: `fusebill man | man -l -`.
    Man {
        /// The command to describe; fusebill itself if omitted.
        command: Option<String>,
    },
}

/// What calls customers.
#[derive(Debug, Subcommand)]
pub(crate) enum CallCommand {
    EnableSynch(Box<EnableSynch>),
    DisableSynch(Box<DisableSynch>),
    Resynch(Box<Resynch>),
    Latch(Box<Latch>),
}

/// The calls to make: the same call for a few customers, or for a list.
pub(crate) struct Task<'a> {
    pub(crate) operation: Operation,
    pub(crate) calls: &'a Calls,
    /// `forceLatch`, where the operation has it.
    pub(crate) force: bool,
    /// Which customers are called, by their link to Salesforce.
    pub(crate) links: Links,
    /// Which customers are called without a list, if any are.
    pub(crate) all: Option<&'a All>,
}

/// Which customers of a list are called, by their link to Salesforce.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Links {
    Any,
    Linked,
    NotLinked,
}

impl Links {
    /// The option that selects them.
    pub(crate) fn option(self) -> Option<&'static str> {
        match self {
            Self::Any => None,
            Self::Linked => Some("--linked-only"),
            Self::NotLinked => Some("--not-linked-only"),
        }
    }
}

impl Task<'_> {
    /// The name of the command, for what a message advises.
    pub(crate) fn name(&self) -> String {
        kebab(self.operation.name())
    }
}

impl CallCommand {
    /// The calls that the command makes.
    pub(crate) fn task(&self) -> Task<'_> {
        let (operation, calls, all) = match self {
            Self::EnableSynch(args) => (Operation::EnableSynch, &args.calls, Some(&args.all)),
            Self::DisableSynch(args) => (Operation::DisableSynch, &args.calls, Some(&args.all)),
            Self::Resynch(args) => (Operation::Resynch, &args.calls, None),
            Self::Latch(args) => (Operation::Latch, &args.calls, None),
        };
        let force = matches!(self, Self::Latch(args) if args.force);
        let links = match self {
            Self::EnableSynch(args) if args.linked_only => Links::Linked,
            Self::EnableSynch(args) if args.not_linked_only => Links::NotLinked,
            _ => Links::Any,
        };
        Task { operation, calls, force, links, all }
    }
}

/// What a subcommand does in Salesforce, in lines for a terminal and a manual page, and examples.
fn help(operation: Operation, examples: &str) -> String {
    const WIDTH: usize = 90;
    let mut text = String::new();
    let mut at = 0;
    for word in operation.effect().split_inclusive(' ') {
        if at + word.len() > WIDTH {
            text.push('\n');
            at = 0;
        }
        text += word;
        at += word.len();
    }
    format!("{text}\n\n{examples}")
}

/// Turn on Salesforce sync for customers and print each one as the server returns it.
#[derive(Debug, clap::Args)]
#[command(after_long_help = help(Operation::EnableSynch, "\
Examples:
  fusebill enable-synch 172677 --sandbox           try it without an account
  FUSEBILL_API_KEY=… fusebill enable-synch 172677  call the API
  fusebill enable-synch 1 2 3 --key-file key.txt   three customers, with the key from a file
  fusebill enable-synch --from customers.csv --dry-run
                                                   calls, duration, share of the quota
  fusebill enable-synch --from customers.csv --results results.jsonl
                                                   a whole list, with a results file
  fusebill enable-synch --from customers.csv --results results.jsonl --resume
                                                   continue an interrupted run
  fusebill enable-synch --all --results results.jsonl
                                                   every customer who is not enabled

Exit status: see fusebill --help"))]
pub(crate) struct EnableSynch {
    #[command(flatten)]
    pub(crate) all: All,

    /// Of a list or --all, only customers who are linked to a Salesforce account: no account is created. The customers are read
    /// first. Those that are not found stay in the list.
    #[arg(long, requires = "list")]
    pub(crate) linked_only: bool,

    /// Of a list or --all, only customers who are not linked: Salesforce may create an account for each.
    #[arg(long, requires = "list", conflicts_with = "linked_only")]
    pub(crate) not_linked_only: bool,

    #[command(flatten)]
    pub(crate) calls: Calls,
}

/// All customers of the account.
#[derive(Debug, clap::Args)]
pub(crate) struct All {
    /// Call every customer of the account whose sync is not in the wanted state. The customers are listed first, then called.
    #[arg(long, group = "list", conflicts_with_all = ["ids", "from"])]
    pub(crate) all: bool,

    /// With --all, only customers with this status, for example Active.
    #[arg(long, value_name = "STATUS", requires = "all")]
    pub(crate) status: Option<String>,

    /// Do not ask for confirmation: with --all, and of disable-synch for a list.
    #[arg(long, requires = "list")]
    pub(crate) yes: bool,
}

/// Turn off Salesforce sync for customers and print each one as the server returns it.
#[derive(Debug, clap::Args)]
#[command(after_long_help = help(Operation::DisableSynch, "\
Examples:
  fusebill disable-synch 172677
  fusebill disable-synch --from customers.csv --results disabled.jsonl
  fusebill disable-synch --from results.jsonl --results off.jsonl --yes
                                                   turn it off again for these

Exit status: see fusebill --help"))]
pub(crate) struct DisableSynch {
    #[command(flatten)]
    pub(crate) all: All,

    #[command(flatten)]
    pub(crate) calls: Calls,
}

/// Send customers to Salesforce again and print the server's response.
#[derive(Debug, clap::Args)]
#[command(after_long_help = help(Operation::Resynch, "\
Examples:
  fusebill resynch 172677
  fusebill resynch --salesforce 0014100000JJ3wtAAD
  fusebill resynch --from customers.csv --results resynched.jsonl

Exit status: see fusebill --help"))]
pub(crate) struct Resynch {
    /// Treat the ids as Salesforce account ids. Not for a list.
    #[arg(long, conflicts_with_all = ["from", "results", "dry_run"])]
    pub(crate) salesforce: bool,

    #[command(flatten)]
    pub(crate) calls: Calls,
}

/// Link customers to Salesforce accounts and print the server's response. There is no call to unlink them.
#[derive(Debug, clap::Args)]
#[command(override_usage = "fusebill latch [OPTIONS] <ID SALESFORCE_ID | --from FILE>")]
#[command(after_long_help = help(Operation::Latch, "\
Examples:
  fusebill latch 172677 0014100000JJ3wtAAD
  fusebill latch --from accounts.csv --results latched.jsonl   two columns: ID and Salesforce ID

Exit status: see fusebill --help"))]
pub(crate) struct Latch {
    /// Replace the Salesforce id of a customer who already has one; without this option, that is an error.
    #[arg(long)]
    pub(crate) force: bool,

    #[command(flatten)]
    pub(crate) calls: Calls,
}

/// One call for each of some customers, or of a whole list.
#[derive(Debug, clap::Args)]
#[command(group(clap::ArgGroup::new("list").args(["from", "results"]).multiple(true)))]
pub(crate) struct Calls {
    /// Fusebill ids of customers; with --from, these are called before the ids in the list.
    #[arg(value_name = "ID", allow_negative_numbers = true)]
    pub(crate) ids: Vec<String>,

    /// Use an embedded sandbox instead of the API: needs no account, key or network.
    #[arg(long, conflicts_with_all = ["base_url", "key_file", "ca_file", "proxy"])]
    pub(crate) sandbox: bool,

    /// Output format.
    ///
    /// text: customers given as arguments, as the server sent them; nothing for a list; errors as sentences.
    /// json: the same, with errors as JSON; for a list, its summary.
    /// jsonl: one line per customer, in the format of the results file.
    /// A dry run prints a table, or one JSON object.
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) output: Output,

    /// Do not print customers, progress or a summary. Errors are still printed, but not the failures of a list.
    #[arg(short, long)]
    pub(crate) quiet: bool,

    #[command(flatten)]
    pub(crate) batch: BatchArgs,

    #[command(flatten)]
    pub(crate) client: ClientArgs,
}

/// List the account's customers, or print individual ones.
///
/// The CSV list can be the --from file of another command.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Examples:
  fusebill customers --summary                             how many, and how many are enabled
  fusebill customers --synch-status not-enabled > todo.csv
  fusebill customers --not-linked --status Active --output jsonl
  fusebill customers 172677                                one customer, as the server returns it

Exit status: see fusebill --help")]
pub(crate) struct Customers {
    /// Print these customers instead of the list.
    #[arg(value_name = "ID", allow_negative_numbers = true)]
    pub(crate) ids: Vec<String>,

    /// Only customers whose sync is, or is not, enabled, according to salesforceSynchStatus, which may be null.
    #[arg(long, value_name = "WHICH", default_value = "all", conflicts_with = "ids")]
    pub(crate) synch_status: Synch,

    /// Only customers without a Salesforce account. A customer can be enabled but not linked.
    #[arg(long, conflicts_with = "ids")]
    pub(crate) not_linked: bool,

    /// Only customers with this status, for example Active.
    #[arg(long, value_name = "STATUS", conflicts_with = "ids")]
    pub(crate) status: Option<String>,

    /// Print counts instead of the list.
    #[arg(long, conflicts_with = "ids")]
    pub(crate) summary: bool,

    /// Output format.
    ///
    /// text: the list as csv, customers given as arguments as the server sent them, the summary as a table.
    /// csv, for the list: Fusebill ID, salesforceSynchStatus, salesforceId, status, reference.
    /// jsonl, for the list: everything the server returns, one customer per line.
    /// json, for the summary and customers given as arguments: the same, with errors as JSON.
    #[arg(long, value_name = "FORMAT", default_value = "text", verbatim_doc_comment)]
    pub(crate) output: CustomersOutput,

    /// Use an embedded sandbox instead of the API: needs no account, key or network.
    #[arg(long, conflicts_with_all = ["base_url", "key_file", "ca_file", "proxy"])]
    pub(crate) sandbox: bool,

    #[command(flatten)]
    pub(crate) client: ClientArgs,
}

/// See whether customers have arrived in Salesforce: which are linked to an account there, and which are not.
///
/// A success of enable-synch says only that a state was set; the sync comes later, or never. This reads the customers, a
/// hundred per request, and changes nothing.
#[derive(Debug, clap::Args)]
#[command(override_usage = "fusebill verify [OPTIONS] <ID | --from FILE>")]
#[command(after_long_help = "\
Examples:
  fusebill verify --from results.jsonl            the customers that a batch called
  fusebill verify --from results.jsonl --wait 30m
                                                  until all are linked, at most 30 minutes
  fusebill verify --from customers.csv --results verified.jsonl
  fusebill report verified.jsonl --html report.html

Exit status: 0 only if all are linked, 20 if some are not; see fusebill --help")]
pub(crate) struct Verify {
    /// Fusebill ids of customers; with --from, in addition to the list.
    #[arg(value_name = "ID", allow_negative_numbers = true)]
    pub(crate) ids: Vec<String>,

    /// Read ids from a file: CSV with a header, or one id per line; `-` for standard input. From a results file, take the
    /// customers that succeeded, or whose response was lost.
    #[arg(long, value_name = "FILE")]
    pub(crate) from: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) list: ListArgs,

    /// Read those again who are enabled but not linked yet, until all are, for at most this time: for example 90s, 30m, 2h.
    #[arg(long, value_name = "TIME", value_parser = duration)]
    pub(crate) wait: Option<Duration>,

    /// Write one JSON line per customer to this file, in the format of a batch; its operation is Customer.
    #[arg(long, value_name = "FILE.jsonl", value_parser = OsStringValueParser::new().try_map(results_file))]
    pub(crate) results: Option<PathBuf>,

    /// Continue with the results file: skip customers that were linked.
    #[arg(long, requires = "results")]
    pub(crate) resume: bool,

    /// With --resume or --from RESULTS: accept a results file written with another key, because the key was replaced.
    #[arg(long)]
    pub(crate) new_key: bool,

    /// With --resume or --from RESULTS: accept a results file written for another host, because the API's host was renamed.
    #[arg(long)]
    pub(crate) new_host: bool,

    /// Output format: text, json for the summary, jsonl for one line per customer, in the format of the results file.
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) output: Output,

    /// Do not print progress or a summary. Errors are still printed.
    #[arg(short, long)]
    pub(crate) quiet: bool,

    /// Do not show progress, only the summary at the end.
    #[arg(long)]
    pub(crate) no_progress: bool,

    /// Use an embedded sandbox instead of the API: needs no account, key or network.
    #[arg(long, conflicts_with_all = ["base_url", "key_file", "ca_file", "proxy"])]
    pub(crate) sandbox: bool,

    #[command(flatten)]
    pub(crate) client: ClientArgs,
}

/// Find the Salesforce accounts that customers have already, before they are linked and enabled.
///
/// Joins a report of Salesforce with the account's customers: by FB.Id, else by reference (FB.Customer Id), else by e-mail
/// address, else by company name, ignoring case and white space. What is not one to one is never guessed. Changes nothing.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
The report of Salesforce is CSV with the columns Account ID and Account Name, and any of FB.Id,
FB.Customer Id and Email. The output is the list that latch --from takes: Fusebill ID, Salesforce ID,
and by what they were matched.

Examples:
  fusebill match --salesforce accounts.csv --unmatched unmatched.csv > matched.csv
  fusebill latch --from matched.csv --dry-run

Exit status: 0, or 20 if rows were ambiguous; see fusebill --help")]
pub(crate) struct Match {
    /// The report of Salesforce, CSV.
    #[arg(long, value_name = "FILE")]
    pub(crate) salesforce: PathBuf,

    /// Read the customers from this CSV file instead of the API: Stax Bill ID or Fusebill ID, and any of Customer ID or
    /// Reference, Company Name, Primary Email, Salesforce ID.
    #[arg(long, value_name = "FILE")]
    pub(crate) customers: Option<PathBuf>,

    /// Write what was not matched to this file: customers and accounts that are ambiguous, or only on one side.
    #[arg(long, value_name = "FILE.csv")]
    pub(crate) unmatched: Option<PathBuf>,

    /// Field separator of the files: a character, or tab. Default: detected from the first line.
    #[arg(long, value_name = "CHARACTER")]
    pub(crate) delimiter: Option<Delimiter>,

    /// Use an embedded sandbox instead of the API: needs no account, key or network.
    #[arg(long, conflicts_with_all = ["base_url", "key_file", "ca_file", "proxy"])]
    pub(crate) sandbox: bool,

    #[command(flatten)]
    pub(crate) client: ClientArgs,
}

/// Check everything a call needs: settings, key, DNS, TCP, proxy, TLS, the API, clock, quota.
///
/// Makes one read-only request, GET /v1/customers/?pageSize=1, and changes nothing.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Examples:
  fusebill check
  fusebill check --proxy http://proxy.corp:3128 --results results.jsonl
  fusebill check --output json

Exit status: 0, or that of the first stage that fails; see fusebill --help")]
pub(crate) struct Check {
    /// Also check that a batch could write this results file.
    #[arg(long, value_name = "FILE.jsonl")]
    pub(crate) results: Option<PathBuf>,

    /// Output format: text, with one line per stage, or json.
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) output: TextOrJson,

    /// If the connection or the request fails, make the request through another HTTP client as well, and say whether it gets
    /// further.
    #[arg(long)]
    pub(crate) second_opinion: bool,

    /// Use an embedded sandbox instead of the API: needs no account, key or network.
    #[arg(long, conflicts_with_all = ["base_url", "key_file", "ca_file", "proxy", "second_opinion"])]
    pub(crate) sandbox: bool,

    #[command(flatten)]
    pub(crate) client: ClientArgs,
}

/// Whose sync is enabled.
#[derive(Clone, Copy, PartialEq, Eq, Debug, clap::ValueEnum)]
pub(crate) enum Synch {
    All,
    Enabled,
    NotEnabled,
}

/// How customers are printed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, clap::ValueEnum)]
pub(crate) enum CustomersOutput {
    Text,
    Json,
    Jsonl,
    Csv,
}

/// A whole list of customers.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "A whole list")]
#[group(skip)]
pub(crate) struct BatchArgs {
    /// Read ids from a file: CSV with a header, or one id per line; `-` for standard input. From a results file, take the
    /// customers that succeeded, or whose response was lost (not for latch, which needs Salesforce ids).
    #[arg(long, value_name = "FILE")]
    pub(crate) from: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) list: ListArgs,

    /// For latch: CSV column with the Salesforce account ids. Default: Target Salesforce ID, or else
    /// Salesforce ID or Account ID.
    #[arg(long, value_name = "NAME", requires = "from")]
    pub(crate) salesforce_column: Option<String>,

    /// Write one JSON line per customer to this file. (For standard output, use --output jsonl.)
    #[arg(long, value_name = "FILE.jsonl", value_parser = OsStringValueParser::new().try_map(results_file))]
    pub(crate) results: Option<PathBuf>,

    /// Continue with the results file: skip customers that are done or rejected, and repeat other failures.
    #[arg(long, requires = "results")]
    pub(crate) resume: bool,

    /// With --resume or --from RESULTS: accept a results file written with another key, because the key was replaced.
    #[arg(long, requires = "list")]
    pub(crate) new_key: bool,

    /// With --resume or --from RESULTS: accept a results file written for another host, because the API's host was renamed.
    #[arg(long, requires = "list")]
    pub(crate) new_host: bool,

    /// With --resume, also repeat not_found, rejected, not_enabled and not_disabled.
    #[arg(long, requires = "resume")]
    pub(crate) retry_failed: bool,

    /// Number of calls in flight at once [default: 8].
    #[arg(long, value_name = "N", requires = "list", allow_negative_numbers = true, value_parser = whole::<i64>)]
    pub(crate) concurrency: Option<i64>,

    /// Maximum number of calls per minute, evenly spaced.
    #[arg(long, value_name = "N", requires = "list", allow_negative_numbers = true, value_parser = whole::<i64>)]
    pub(crate) max_per_minute: Option<i64>,

    /// Make at most N calls, for the first N customers that are not finished yet.
    #[arg(long, value_name = "N", requires = "list", value_parser = whole::<usize>)]
    pub(crate) limit: Option<usize>,

    /// Stop after N customers have failed.
    #[arg(long, value_name = "N", requires = "list", allow_negative_numbers = true, value_parser = whole::<i64>)]
    pub(crate) stop_after_failures: Option<i64>,

    /// When the daily limit is reached, wait until it resets.
    #[arg(long, requires = "list")]
    pub(crate) wait: bool,

    /// Do not show progress, only the summary at the end.
    #[arg(long, requires = "list")]
    pub(crate) no_progress: bool,

    /// Change nothing: only print the number of customers to call and the expected duration. For enable-synch and
    /// disable-synch, the customers are read, if there is a key, and counted by what the call means for them in Salesforce.
    #[arg(long)]
    pub(crate) dry_run: bool,
}

/// How a list is read, wherever a command takes one.
#[derive(Debug, Default, clap::Args)]
pub(crate) struct ListArgs {
    /// CSV column with the ids. Default: the one with the vendor's name for them, Stax Bill ID, Fusebill ID or FB.Id.
    #[arg(long, value_name = "NAME", requires = "from")]
    pub(crate) column: Option<String>,

    /// Field separator: a character, or tab. Default: detected from the first line.
    #[arg(long, value_name = "CHARACTER", requires = "from")]
    pub(crate) delimiter: Option<Delimiter>,

    /// Leave out rows whose id is not an id. Without this option, one such row refuses the list. A list with any other
    /// irregularity is always refused.
    #[arg(long, requires = "from")]
    pub(crate) skip_bad_rows: bool,
}

impl ListArgs {
    /// Whether an option says how the fields are found, which only a table has.
    pub(crate) fn is_given(&self) -> bool {
        self.column.is_some() || self.delimiter.is_some()
    }
}

/// What is printed on standard output.
#[derive(Clone, Copy, PartialEq, Eq, Debug, clap::ValueEnum)]
pub(crate) enum Output {
    Text,
    Json,
    Jsonl,
}

/// How a report is printed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, clap::ValueEnum)]
pub(crate) enum ReportOutput {
    Text,
    Json,
    Csv,
}

/// The same where one thing is printed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, clap::ValueEnum)]
pub(crate) enum TextOrJson {
    Text,
    Json,
}

/// `disable-synch` of DisableSynch or disableSynch.
pub(crate) fn kebab(name: &str) -> String {
    let mut words = String::new();
    for c in name.chars() {
        if c.is_ascii_uppercase() && !words.is_empty() {
            words.push('-');
        }
        words.push(c.to_ascii_lowercase());
    }
    words
}

fn results_file(path: OsString) -> Result<PathBuf, &'static str> {
    match path.to_str() {
        Some("") => Err("a file is needed"),
        Some("-") => Err("use --output jsonl for standard output"),
        _ => Ok(path.into()),
    }
}

/// Reads a whole number; the option's own rule checks its range.
fn whole<T: FromStr>(text: &str) -> Result<T, &'static str> {
    text.parse().map_err(|_| "must be a whole number")
}

/// Reads a time such as `30m`.
fn duration(text: &str) -> Result<Duration, &'static str> {
    const LONGEST: Duration = Duration::from_secs(366 * 24 * 3600);
    let time = humantime::parse_duration(text).ok().filter(|time| *time <= LONGEST);
    time.ok_or("must be a time such as 90s, 30m or 2h, at most a year")
}

/// The library's default of an option that is a number.
fn default_of(option: &str) -> i64 {
    fusebill::Options::default_of(option).unwrap_or_default()
}

/// Reads a number of seconds.
fn seconds(text: &str) -> Result<f64, &'static str> {
    text.parse().map_err(|_| "must be a number of seconds")
}

/// What separates the fields of a row.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Delimiter(pub(crate) u8);

impl FromStr for Delimiter {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.as_bytes() {
            b"tab" | b"\\t" | b"\t" => Ok(Self(b'\t')),
            [byte] if byte.is_ascii_punctuation() && *byte != b'"' => Ok(Self(*byte)),
            _ => Err("must be one character, such as ;, or the word tab"),
        }
    }
}

impl BatchArgs {
    /// What may have changed since a results file was written.
    pub(crate) fn changed(&self) -> Changed {
        Changed { key: self.new_key, host: self.new_host }
    }

    /// Whether an option says how a list is read.
    pub(crate) fn reads_a_list(&self) -> bool {
        self.list.is_given() || self.list.skip_bad_rows || self.salesforce_column.is_some()
    }
}

impl Calls {
    /// Whether the ids are called as a batch.
    pub(crate) fn is_list(&self) -> bool {
        self.batch.from.is_some() || self.batch.results.is_some()
    }
}

/// Summarize a results file: how many customers are enabled, how many failed and why, and what can be retried.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Examples:
  fusebill report results.jsonl
  fusebill report results.jsonl --from customers.csv   also how many were not tried
  fusebill report results.jsonl --output csv > failed.csv
                                                       failures, with their messages
  fusebill report results.jsonl --failed-ids           failed ids, for the next --from -
  fusebill report results.jsonl --html report.html     an HTML page to share

Exit status: 0, or 20 if customers failed or were not tried; see fusebill --help")]
pub(crate) struct Report {
    /// The results file.
    #[arg(value_name = "FILE.jsonl")]
    pub(crate) file: PathBuf,

    /// Output format: text, json, or csv, which lists the failures: Fusebill ID, name, message.
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) output: ReportOutput,

    /// Print the ids that failed, one per line.
    #[arg(long, conflicts_with = "output")]
    pub(crate) failed_ids: bool,

    /// Write an HTML page to this file: totals, a chart, and a table of failures.
    #[arg(long, value_name = "FILE.html")]
    pub(crate) html: Option<PathBuf>,

    /// The original list, to report how many of its ids were not tried.
    #[arg(long, value_name = "FILE")]
    pub(crate) from: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) list: ListArgs,
}

/// How to reach the API.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Connection")]
pub(crate) struct ClientArgs {
    /// Read the API key from this file, `-` for standard input: a line FUSEBILL_API_KEY=…, or the first line that is not a
    /// comment. Default: FUSEBILL_API_KEY, or a prompt.
    #[arg(long, value_name = "FILE")]
    pub(crate) key_file: Option<PathBuf>,

    /// Base URL of the API. Default: FUSEBILL_BASE_URL, or https://secure.fusebill.com.
    #[arg(long, value_name = "URL")]
    pub(crate) base_url: Option<String>,

    /// Deadline for a whole call in seconds, including retries and waits. In a list: for each attempt, because the list waits
    /// and repeats as a whole.
    #[arg(long, value_name = "SECONDS", default_value_t = default_of("timeoutMs") as f64 / 1000.0, allow_negative_numbers = true, value_parser = seconds)]
    pub(crate) timeout: f64,

    /// Deadline for connecting, in seconds.
    #[arg(long, value_name = "SECONDS", default_value_t = default_of("connectTimeoutMs") as f64 / 1000.0, allow_negative_numbers = true, value_parser = seconds)]
    pub(crate) connect_timeout: f64,

    /// Maximum number of requests per call.
    #[arg(long, value_name = "N", default_value_t = default_of("maxAttempts"), allow_negative_numbers = true, value_parser = whole::<i64>)]
    pub(crate) max_attempts: i64,

    /// CONNECT proxy, http://[USER:PASSWORD@]HOST:PORT, or empty for none. Default: HTTPS_PROXY or ALL_PROXY, except for
    /// hosts in NO_PROXY.
    #[arg(long, value_name = "URL")]
    pub(crate) proxy: Option<String>,

    /// PEM file with certificates to trust in addition to the system's.
    #[arg(long, value_name = "FILE")]
    pub(crate) ca_file: Option<PathBuf>,

    /// Name and version of your program for the User-Agent header.
    #[arg(long, value_name = "TEXT")]
    pub(crate) user_agent: Option<String>,
}

/// Run a local sandbox of the API.
///
/// It accepts the key in FUSEBILL_API_KEY, or prints the key to use. The first line of its output is its base URL.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Faults, separated by commas, each for one id (@ID) or a share of all requests (%PERCENT):
  400…599 delay=MS reset reset-headers reset-body truncate garbage oversize bomb drip html close
Prefix a fault with the name of a call to apply it to that call only: EnableSynch DisableSynch Resynch Latch Customer Customers.
For the list of customers only: page-size=N repeat endless no-headers shift wrong-index, and for
its filter by ids: ids-ignored ids-refused ids-wrong
sync-fails@ID: the customer is never synced to Salesforce.

`GET /` shows the customers, the accounts in Salesforce, recent requests and the remaining quota.
`GET /accounts.csv` is the report of Salesforce for `fusebill match`.

Examples:
  fusebill sandbox --listen 127.0.0.1:8080 --customers 1000
  fusebill sandbox --customers 100 --salesforce-accounts 80 --overlap 60 --sync-delay 3s
                           an onboarding to rehearse, see docs/onboarding.md
  fusebill sandbox --faults 503%5,delay=2000@172677,DisableSynch:409@200001,Customers:page-size=50")]
pub(crate) struct Sandbox {
    /// Address to listen on; port 0 picks a free port.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:0")]
    pub(crate) listen: SocketAddr,

    /// Number of customers in addition to the documented one (172677); their ids start at 200001.
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = whole::<u64>)]
    pub(crate) customers: u64,

    /// Delay of each response in milliseconds.
    #[arg(long, value_name = "MS", default_value_t = 0, value_parser = whole::<u64>)]
    pub(crate) latency_ms: u64,

    /// Maximum calls per minute; 0 for no limit.
    #[arg(long, value_name = "N", default_value_t = fusebill_sandbox::PER_MINUTE, value_parser = whole::<u64>)]
    pub(crate) per_minute: u64,

    /// Maximum calls per day; 0 for no limit.
    #[arg(long, value_name = "N", default_value_t = fusebill_sandbox::PER_DAY, value_parser = whole::<u64>)]
    pub(crate) per_day: u64,

    /// Sync enabled customers to Salesforce this long after a call: 500ms, 3s, 1m. A customer without a link gets a new account.
    /// Default: 1s with --salesforce-accounts, otherwise never.
    #[arg(long, value_name = "TIME", value_parser = duration)]
    pub(crate) sync_delay: Option<Duration>,

    /// Begin with this number of accounts in Salesforce, and with customers who are neither enabled nor linked.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(0..=10_000_000))]
    pub(crate) salesforce_accounts: Option<u64>,

    /// With --salesforce-accounts, the share of the customers who have one of these accounts, in percent.
    #[arg(long, value_name = "PERCENT", default_value_t = 60, value_parser = clap::value_parser!(u64).range(0..=100))]
    pub(crate) overlap: u64,

    /// Faults to inject.
    #[arg(long, value_name = "SPEC", default_value = "", hide_default_value = true)]
    pub(crate) faults: fusebill_sandbox::Faults,

    /// Serve the scripted cases of this file under /case/NAME.
    #[arg(long, value_name = "FILE", hide = true)]
    pub(crate) scripts: Option<PathBuf>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_definition_is_sound() {
        Args::command().debug_assert();
    }

    #[test]
    fn no_example_is_broken_by_the_width_of_the_help() {
        let mut command = Args::command();
        for one in command.get_subcommands_mut() {
            let text = one.get_after_long_help().map(ToString::to_string).unwrap_or_default();
            for line in text.lines().filter(|line| line.starts_with(' ')) {
                assert!(line.chars().count() <= 98, "{line}");
            }
        }
    }
}
