//! What can be said on the command line. Completions and the man page are made from this, too.

use std::{net::SocketAddr, path::PathBuf};

use clap::{Parser, Subcommand};

/// Turn on Salesforce sync for Fusebill (Stax Bill) customers.
///
/// Unofficial client of the vendor's API: POST /v1/Salesforce/EnableSynch/{customerId}.
#[derive(Debug, Parser)]
#[command(name = "fusebill", version, max_term_width = 100, arg_required_else_help = true, after_long_help = STATUSES)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
}

const STATUSES: &str = "\
Exit status:
   0  done                    7  timeout
   1  invalid argument        8  connection
   2  unauthorized            9  TLS
   3  not found              10  bad response
   4  rejected               11  cancelled
   5  rate limited           12  local file
   6  server                 13  bug of this program
  20  finished, but not every customer is enabled";

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    EnableSynch(EnableSynch),
    Report(Report),
    Sandbox(Sandbox),
    /// Print a completion script for a shell.
    Completions {
        /// Which shell.
        shell: clap_complete::Shell,
    },
    /// Print the manual page.
    Man,
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
                                                   go on where it stopped")]
pub(crate) struct EnableSynch {
    /// Fusebill ids of the customers.
    #[arg(value_name = "ID", required_unless_present = "from", allow_negative_numbers = true)]
    pub(crate) ids: Vec<String>,

    /// Call an embedded stand-in of the API instead of the vendor: no account, no key, no network.
    #[arg(long, conflicts_with_all = ["base_url", "key_file", "ca_file", "proxy"])]
    pub(crate) sandbox: bool,

    /// Report errors as JSON, one a line, instead of sentences.
    #[arg(long)]
    pub(crate) json: bool,

    /// Print no customer; problems are still told.
    #[arg(short, long)]
    pub(crate) quiet: bool,

    #[command(flatten)]
    pub(crate) batch: BatchArgs,

    #[command(flatten)]
    pub(crate) client: ClientArgs,
}

/// A whole list of customers.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "A whole list")]
pub(crate) struct BatchArgs {
    /// Read ids from a file: CSV with a header, or bare ids; `-` for standard input.
    #[arg(long, value_name = "FILE")]
    pub(crate) from: Option<PathBuf>,

    /// Which column of the CSV has the ids.
    #[arg(long, value_name = "NAME", requires = "from")]
    pub(crate) column: Option<String>,

    /// Write one JSON line an outcome to this file.
    #[arg(long, value_name = "FILE.jsonl")]
    pub(crate) results: Option<String>,

    /// Go on with the results file: skip what is done, repeat what failed in a way worth repeating.
    #[arg(long, requires = "results")]
    pub(crate) resume: bool,

    /// With --resume, repeat not_found, rejected and not_enabled, too.
    #[arg(long, requires = "resume")]
    pub(crate) retry_failed: bool,

    /// Calls in flight at once.
    #[arg(long, value_name = "N", default_value_t = 8)]
    pub(crate) concurrency: u32,

    /// No more calls a minute than this, evenly spread.
    #[arg(long, value_name = "N")]
    pub(crate) max_per_minute: Option<u32>,

    /// Only the first N ids: a trial.
    #[arg(long, value_name = "N")]
    pub(crate) limit: Option<usize>,

    /// Stop after so many customers that failed.
    #[arg(long, value_name = "N")]
    pub(crate) stop_after_failures: Option<u64>,

    /// When the day's limit is reached, sleep until it resets.
    #[arg(long)]
    pub(crate) wait: bool,

    /// Send nothing: say how many ids there are, and how long they would take.
    #[arg(long)]
    pub(crate) dry_run: bool,
}

/// Sum up a results file: how many are enabled, how many failed and why, what is worth repeating.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Examples:
  fusebill report results.jsonl
  fusebill report results.jsonl --csv > failed.csv   the failed, for the next --from")]
pub(crate) struct Report {
    /// The results file.
    #[arg(value_name = "FILE.jsonl")]
    pub(crate) file: PathBuf,

    /// As JSON.
    #[arg(long, conflicts_with = "csv")]
    pub(crate) json: bool,

    /// The failed as CSV: id, name, message.
    #[arg(long)]
    pub(crate) csv: bool,
}

/// How to reach the API.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Connection")]
pub(crate) struct ClientArgs {
    /// Read the API key from the first line of this file. Without it: FUSEBILL_API_KEY, else a prompt.
    #[arg(long, value_name = "FILE")]
    pub(crate) key_file: Option<PathBuf>,

    /// Where the API is.
    #[arg(long, value_name = "URL", env = "FUSEBILL_BASE_URL", hide_env_values = true)]
    pub(crate) base_url: Option<String>,

    /// Seconds for a whole call, retries and waits included.
    #[arg(long, value_name = "SECONDS", default_value_t = 30.0, allow_negative_numbers = true)]
    pub(crate) timeout: f64,

    /// Seconds for making a connection.
    #[arg(long, value_name = "SECONDS", default_value_t = 10.0, allow_negative_numbers = true)]
    pub(crate) connect_timeout: f64,

    /// Requests that one call may make.
    #[arg(long, value_name = "N", default_value_t = 3)]
    pub(crate) max_attempts: u32,

    /// CONNECT proxy, http://HOST:PORT. Without it: HTTPS_PROXY and NO_PROXY.
    #[arg(long, value_name = "URL")]
    pub(crate) proxy: Option<String>,

    /// PEM file of certificates to trust besides the system's.
    #[arg(long, value_name = "FILE")]
    pub(crate) ca_file: Option<String>,
}

/// Run a local stand-in of the API.
///
/// It accepts the key in FUSEBILL_API_KEY, else the one that it prints. Its first line on standard output is its base
/// URL.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Faults, each for an id (@ID) or a part of all requests (%PERCENT), parted by commas:
  400…599 delay=MS reset reset-headers reset-body truncate garbage oversize bomb drip html close

Examples:
  fusebill sandbox --listen 127.0.0.1:8080 --customers 1000
  fusebill sandbox --faults 503%5,delay=2000@172677")]
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
