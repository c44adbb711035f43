//! What the command line may say. Completions and the man page are made from this, too.

use std::{net::SocketAddr, path::PathBuf, str::FromStr};

use clap::{Parser, Subcommand};
use fusebill::Operation;

/// Turn Salesforce sync on and off for Fusebill (Stax Bill) customers, and see who has it.
///
/// Unofficial client of the vendor's API: POST /v1/Salesforce/EnableSynch/{customerId}, and the calls around it.
#[derive(Debug, Parser)]
#[command(name = "fusebill", version, propagate_version = true, max_term_width = 100, arg_required_else_help = true, after_long_help = STATUSES)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Shown by --help of the command and of its subcommands, and in the manual page.
pub(crate) const STATUSES: &str = "\
Exit status:
   0  done: every customer is enabled, or what else was asked for
   1  invalid argument, or a list without a single id
   2  unauthorized            8  connection
   3  not found               9  TLS
   4  rejected               10  bad response
   5  rate limited           11  cancelled
   6  server                 12  local file, standard output
   7  timeout                13  bug in this program
  20  finished, but not every customer is
 129, 130, 143               ended by SIGHUP, Ctrl-C or SIGTERM";

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    #[command(flatten)]
    Call(CallCommand),
    Customers(Box<Customers>),
    Check(Box<Check>),
    Report(Report),
    Sandbox(Sandbox),
    /// Print a completion script for a shell.
    Completions {
        /// Which shell.
        shell: clap_complete::Shell,
    },
    /// Print a manual page: `fusebill man | man -l -`.
    Man {
        /// The command that it describes; all of them when omitted.
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

/// Calls to be made: the same for some customers, or for a list.
pub(crate) struct Task<'a> {
    pub(crate) operation: Operation,
    pub(crate) calls: &'a Calls,
    /// `forceLatch`, where the operation has it.
    pub(crate) force: bool,
}

impl CallCommand {
    /// The call that it makes, by the vendor's word for it.
    pub(crate) fn task(&self) -> Task<'_> {
        let (operation, calls, force) = match self {
            Self::EnableSynch(args) => (Operation::EnableSynch, &args.calls, false),
            Self::DisableSynch(args) => (Operation::DisableSynch, &args.calls, false),
            Self::Resynch(args) => (Operation::Resynch, &args.calls, false),
            Self::Latch(args) => (Operation::Latch, &args.calls, args.force),
        };
        Task { operation, calls, force }
    }
}

/// Turn on Salesforce sync for customers, and print each as the server answers it.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Examples:
  fusebill enable-synch 172677 --sandbox           try it without an account
  FUSEBILL_API_KEY=… fusebill enable-synch 172677  do it
  fusebill enable-synch 1 2 3 --key-file key.txt   three customers, the key from a file
  fusebill enable-synch --from customers.csv --dry-run
                                                   how many, how long, what part of the day's quota
  fusebill enable-synch --from customers.csv --results results.jsonl
                                                   a whole list, with a record
  fusebill enable-synch --from customers.csv --results results.jsonl --resume
                                                   go on where it stopped
  fusebill enable-synch --all --results results.jsonl
                                                   everyone who is not enabled

Exit status: see fusebill --help")]
pub(crate) struct EnableSynch {
    /// Enable every customer of the account whose sync is not enabled: they are listed first, then called.
    #[arg(long, group = "list", conflicts_with_all = ["ids", "from"])]
    pub(crate) all: bool,

    /// With --all, only customers with this status, for example Active.
    #[arg(long, value_name = "STATUS", requires = "all")]
    pub(crate) status: Option<String>,

    /// With --all, do not ask before the first call.
    #[arg(long, requires = "all")]
    pub(crate) yes: bool,

    #[command(flatten)]
    pub(crate) calls: Calls,
}

/// Turn off Salesforce sync for customers, and print each as the server answers it.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Examples:
  fusebill disable-synch 172677
  fusebill disable-synch --from customers.csv --results disabled.jsonl
  fusebill disable-synch --from results.jsonl --results undone.jsonl
                                                   undo: the customers that this results file enabled

Exit status: see fusebill --help")]
pub(crate) struct DisableSynch {
    #[command(flatten)]
    pub(crate) calls: Calls,
}

/// Send customers to Salesforce again, and print what the server answers.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Examples:
  fusebill resynch 172677
  fusebill resynch --salesforce 0014100000JJ3wtAAD
  fusebill resynch --from customers.csv --results resynched.jsonl

Exit status: see fusebill --help")]
pub(crate) struct Resynch {
    /// The ids are those of accounts in Salesforce.
    #[arg(long, conflicts_with_all = ["from", "results"])]
    pub(crate) salesforce: bool,

    #[command(flatten)]
    pub(crate) calls: Calls,
}

/// Tie customers to accounts in Salesforce, and print what the server answers. There is no call that unties them.
#[derive(Debug, clap::Args)]
#[command(override_usage = "fusebill latch [OPTIONS] <ID SALESFORCE_ID | --from FILE>")]
#[command(after_long_help = "\
Examples:
  fusebill latch 172677 0014100000JJ3wtAAD
  fusebill latch --from accounts.csv --results latched.jsonl   two columns: the ID and the Salesforce ID

Exit status: see fusebill --help")]
pub(crate) struct Latch {
    /// Drop the Salesforce id that a customer has; without it, a customer who has one is an error.
    #[arg(long)]
    pub(crate) force: bool,

    #[command(flatten)]
    pub(crate) calls: Calls,
}

/// One call for each of some customers, or of a whole list.
#[derive(Debug, clap::Args)]
#[command(group(clap::ArgGroup::new("list").args(["from", "results"]).multiple(true)))]
pub(crate) struct Calls {
    /// Fusebill ids of the customers.
    #[arg(value_name = "ID", allow_negative_numbers = true)]
    pub(crate) ids: Vec<String>,

    /// Call an embedded stand-in of the API instead of the vendor: no account, no key, no network.
    #[arg(long, conflicts_with_all = ["base_url", "key_file", "ca_file", "proxy"])]
    pub(crate) sandbox: bool,

    /// What is printed.
    ///
    /// text: the customers of a few ids as the server sent them, nothing for a list; errors as sentences.
    /// json: the same, with errors as JSON; for a list, its summary.
    /// jsonl: one line per customer, as in the results file, whether it has one or not.
    #[arg(long, value_name = "FORM", default_value = "text")]
    pub(crate) output: Output,

    /// The same as --output json for a few ids, and --output jsonl for a list.
    #[arg(long, conflicts_with = "output")]
    pub(crate) json: bool,

    /// Print no customer, progress or summary; problems are still reported.
    #[arg(short, long)]
    pub(crate) quiet: bool,

    #[command(flatten)]
    pub(crate) batch: BatchArgs,

    #[command(flatten)]
    pub(crate) client: ClientArgs,
}

/// List the account's customers, or print some of them.
///
/// Ids come first in each line, so that the list can be the --from of another command.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Examples:
  fusebill customers --summary                             how many, and how many are enabled
  fusebill customers --synch-status not-enabled > todo.csv
  fusebill customers --not-linked --status Active --format jsonl
  fusebill customers 172677                                one customer, as the server sends it

Exit status: see fusebill --help")]
pub(crate) struct Customers {
    /// Print these customers instead of the list.
    #[arg(value_name = "ID", allow_negative_numbers = true)]
    pub(crate) ids: Vec<String>,

    /// Whose sync is enabled, or is not; by salesforceSynchStatus of each customer, which may be null.
    #[arg(long, value_name = "WHICH", default_value = "all", conflicts_with = "ids")]
    pub(crate) synch_status: Synch,

    /// Only customers without an account in Salesforce. One may be enabled and not be linked.
    #[arg(long, conflicts_with = "ids")]
    pub(crate) not_linked: bool,

    /// Only customers with this status, for example Active.
    #[arg(long, value_name = "STATUS", conflicts_with = "ids")]
    pub(crate) status: Option<String>,

    /// csv: id, salesforceSynchStatus, salesforceId, status, reference. jsonl: all that the server says, a line each.
    #[arg(long, value_name = "FORM", default_value = "csv", conflicts_with_all = ["ids", "summary"])]
    pub(crate) format: Format,

    /// Print how many there are instead of the list.
    #[arg(long, conflicts_with = "ids")]
    pub(crate) summary: bool,

    /// Errors as JSON, and the summary, too.
    #[arg(long)]
    pub(crate) json: bool,

    /// Call an embedded stand-in of the API instead of the vendor: no account, no key, no network.
    #[arg(long, conflicts_with_all = ["base_url", "key_file", "ca_file", "proxy"])]
    pub(crate) sandbox: bool,

    #[command(flatten)]
    pub(crate) client: ClientArgs,
}

/// Check everything that a call needs: settings, key, DNS, TCP, proxy, TLS, the API, clocks, quota.
///
/// One harmless request is made, GET /v1/customers/?pageSize=1. Nothing is changed.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Examples:
  fusebill check
  fusebill check --proxy http://proxy.corp:3128 --results results.jsonl
  fusebill check --output json

Exit status: 0, or that of the first stage that does not work; see fusebill --help")]
pub(crate) struct Check {
    /// Whether a batch could write this results file is checked, too.
    #[arg(long, value_name = "FILE.jsonl")]
    pub(crate) results: Option<String>,

    /// What is printed: text, a line per stage; or json for a program.
    #[arg(long, value_name = "FORM", default_value = "text")]
    pub(crate) output: Output,

    /// The same as --output json.
    #[arg(long, conflicts_with = "output")]
    pub(crate) json: bool,

    /// Call an embedded stand-in of the API instead of the vendor: no account, no key, no network.
    #[arg(long, conflicts_with_all = ["base_url", "key_file", "ca_file", "proxy"])]
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

/// How customers are listed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, clap::ValueEnum)]
pub(crate) enum Format {
    Csv,
    Jsonl,
}

/// A whole list of customers.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "A whole list")]
#[group(skip)]
pub(crate) struct BatchArgs {
    /// Read ids from a file: CSV with a header, or one id per line; `-` for standard input. A results file gives the customers
    /// for whom it was done.
    #[arg(long, value_name = "FILE")]
    pub(crate) from: Option<PathBuf>,

    /// Which column of the CSV has the ids. Without it, the vendor's names are known: Stax Bill ID, Fusebill ID, id.
    #[arg(long, value_name = "NAME", requires = "from")]
    pub(crate) column: Option<String>,

    /// Which column has the ids of the accounts in Salesforce, for a command that needs them. Without it: Salesforce ID.
    #[arg(long, value_name = "NAME", requires = "from", hide_short_help = true)]
    pub(crate) salesforce_column: Option<String>,

    /// What separates the fields: a character, or tab. Without it, the first line shows it.
    #[arg(long, value_name = "CHARACTER", requires = "from")]
    pub(crate) delimiter: Option<Delimiter>,

    /// Write one JSON line per customer to this file.
    #[arg(long, value_name = "FILE.jsonl")]
    pub(crate) results: Option<String>,

    /// Go on with the results file: skip what is done, repeat what failed for another reason than the customer.
    #[arg(long, requires = "results")]
    pub(crate) resume: bool,

    /// With --resume, or a results file as --from: go on although the key is another one, because it was replaced.
    #[arg(long)]
    pub(crate) new_key: bool,

    /// With --resume, repeat not_found, rejected, not_enabled and not_disabled, too.
    #[arg(long, requires = "resume")]
    pub(crate) retry_failed: bool,

    /// Calls in flight at once [default: 8].
    #[arg(long, value_name = "N", requires = "list", allow_negative_numbers = true)]
    pub(crate) concurrency: Option<i64>,

    /// No more calls a minute than this, evenly spread.
    #[arg(long, value_name = "N", requires = "list", allow_negative_numbers = true)]
    pub(crate) max_per_minute: Option<i64>,

    /// Only the first N ids: a trial.
    #[arg(long, value_name = "N")]
    pub(crate) limit: Option<usize>,

    /// Stop after so many customers that failed.
    #[arg(long, value_name = "N", requires = "list", allow_negative_numbers = true)]
    pub(crate) stop_after_failures: Option<i64>,

    /// When the day's limit is reached, sleep until it resets.
    #[arg(long, requires = "list")]
    pub(crate) wait: bool,

    /// Show no progress; the summary at the end stays.
    #[arg(long, requires = "list")]
    pub(crate) no_progress: bool,

    /// Send nothing: say how many ids there are, and how long they would take.
    #[arg(long)]
    pub(crate) dry_run: bool,
}

/// What is printed on standard output.
#[derive(Clone, Copy, PartialEq, Eq, Debug, clap::ValueEnum)]
pub(crate) enum Output {
    Text,
    Json,
    Jsonl,
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
            _ => Err("one character such as ; or the word tab is needed"),
        }
    }
}

impl BatchArgs {
    /// How many of so many ids `--limit` leaves.
    pub(crate) fn at_most(&self, ids: usize) -> usize {
        ids.min(self.limit.unwrap_or(usize::MAX))
    }
}

impl Calls {
    /// What is printed, `--json` taken into account.
    pub(crate) fn form(&self) -> Output {
        match (self.json, self.is_list()) {
            (true, true) => Output::Jsonl,
            (true, false) => Output::Json,
            (false, _) => self.output,
        }
    }

    /// Whether the ids are called as a batch.
    pub(crate) fn is_list(&self) -> bool {
        self.batch.from.is_some() || self.batch.results.is_some()
    }
}

/// Sum up a results file: how many are enabled, how many failed and why, what is worth repeating.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Examples:
  fusebill report results.jsonl
  fusebill report results.jsonl --from customers.csv   and who was not tried
  fusebill report results.jsonl --csv > failed.csv     the failed, with their messages
  fusebill report results.jsonl --failed-ids           the failed, for the next --from -
  fusebill report results.jsonl --html report.html     one page, for people")]
pub(crate) struct Report {
    /// The results file.
    #[arg(value_name = "FILE.jsonl")]
    pub(crate) file: PathBuf,

    /// What is printed: text, or json for a program.
    #[arg(long, value_name = "FORM", default_value = "text")]
    pub(crate) output: Output,

    /// The same as --output json.
    #[arg(long, conflicts_with_all = ["output", "csv", "failed_ids"])]
    pub(crate) json: bool,

    /// The failed as CSV: id, name, message.
    #[arg(long, conflicts_with_all = ["output", "failed_ids"])]
    pub(crate) csv: bool,

    /// The ids of the failed, one per line.
    #[arg(long, conflicts_with = "output")]
    pub(crate) failed_ids: bool,

    /// Write a page for people to this file: totals, a chart, and a table of the failed.
    #[arg(long, value_name = "FILE.html")]
    pub(crate) html: Option<PathBuf>,

    /// The list that was called: says how many of its ids were not tried.
    #[arg(long, value_name = "FILE")]
    pub(crate) from: Option<PathBuf>,

    /// Which column of that list has the ids.
    #[arg(long, value_name = "NAME", requires = "from")]
    pub(crate) column: Option<String>,
}

/// How to reach the API.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Connection")]
pub(crate) struct ClientArgs {
    /// Read the API key from the first line of this file; `-` for standard input. Without it: FUSEBILL_API_KEY, else a
    /// prompt.
    #[arg(long, value_name = "FILE")]
    pub(crate) key_file: Option<PathBuf>,

    /// Where the API is. Without it: FUSEBILL_BASE_URL, else https://secure.fusebill.com.
    #[arg(long, value_name = "URL")]
    pub(crate) base_url: Option<String>,

    /// Seconds for a whole call, retries and waits included.
    #[arg(long, value_name = "SECONDS", default_value_t = fusebill::DEFAULT_TIMEOUT_MS as f64 / 1000.0, allow_negative_numbers = true)]
    pub(crate) timeout: f64,

    /// Seconds for making a connection.
    #[arg(long, value_name = "SECONDS", default_value_t = fusebill::DEFAULT_CONNECT_TIMEOUT_MS as f64 / 1000.0, allow_negative_numbers = true)]
    pub(crate) connect_timeout: f64,

    /// Requests that one call may make.
    #[arg(long, value_name = "N", default_value_t = fusebill::DEFAULT_MAX_ATTEMPTS, allow_negative_numbers = true)]
    pub(crate) max_attempts: i64,

    /// CONNECT proxy, http://HOST:PORT. Without it: HTTPS_PROXY and NO_PROXY.
    #[arg(long, value_name = "URL")]
    pub(crate) proxy: Option<String>,

    /// PEM file of certificates to trust besides the system's.
    #[arg(long, value_name = "FILE")]
    pub(crate) ca_file: Option<String>,

    /// Name and version of your program, for the User-Agent header.
    #[arg(long, value_name = "TEXT")]
    pub(crate) user_agent: Option<String>,
}

/// Run a local stand-in of the API.
///
/// It accepts the key in FUSEBILL_API_KEY, else the one that it prints. Its first line on standard output is its base
/// URL.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Faults, each for an id (@ID) or a part of all requests (%PERCENT), separated by commas:
  400…599 delay=MS reset reset-headers reset-body truncate garbage oversize bomb drip html close
With the name of a call in front they are for that call: EnableSynch DisableSynch Resynch Latch Customer Customers.
Of the list of customers, alone: page-size=N repeat endless no-headers shift wrong-index

`GET /` is a page for people: the customers and their state, recent requests, what is left of the limits.

Examples:
  fusebill sandbox --listen 127.0.0.1:8080 --customers 1000
  fusebill sandbox --faults 503%5,delay=2000@172677,DisableSynch:409@200001,Customers:page-size=50")]
pub(crate) struct Sandbox {
    /// Where to listen; port 0 takes a free one.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:0")]
    pub(crate) listen: SocketAddr,

    /// Customers besides the documented one (172677); their ids begin with 200001.
    #[arg(long, value_name = "N", default_value_t = 100)]
    pub(crate) customers: u64,

    /// Milliseconds until each answer.
    #[arg(long, value_name = "MS", default_value_t = 0)]
    pub(crate) latency_ms: u64,

    /// Calls allowed a minute; 0 for no limit.
    #[arg(long, value_name = "N", default_value_t = 1000)]
    pub(crate) per_minute: u64,

    /// Calls allowed a day; 0 for no limit.
    #[arg(long, value_name = "N", default_value_t = 180_000)]
    pub(crate) per_day: u64,

    /// Faults to commit.
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
}
