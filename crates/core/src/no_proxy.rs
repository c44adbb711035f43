//! `NO_PROXY`: which hosts are reached without the proxy, by the rules of curl and Go. docs/networks.md has them as a
//! table, and a test checks every row.

use std::net::IpAddr;

use ipnet::IpNet;

use crate::url;

/// Whether an entry of `list` (separated by commas or whitespace) exempts `host` at `port`.
pub(crate) fn exempts(list: &str, host: &str, port: u16) -> bool {
    let host = host.strip_suffix('.').unwrap_or(host).to_ascii_lowercase();
    let address = host.parse::<IpAddr>().ok().map(|address| address.to_canonical());
    list.split([',', ' ', '\t', '\r', '\n'])
        .filter(|entry| !entry.is_empty())
        .any(|entry| entry == "*" || matches(&entry.to_ascii_lowercase(), &host, address, port))
}

fn matches(entry: &str, host: &str, address: Option<IpAddr>, port: u16) -> bool {
    if let Ok(network) = entry.parse::<IpNet>() {
        return address.is_some_and(|address| network.contains(&address));
    }
    // An IPv6 address needs no brackets here, because it is not in a URL.
    if let Ok(named) = entry.parse::<IpAddr>() {
        return address == Some(named.to_canonical());
    }
    let (wildcard, name) = match entry.strip_prefix("*.") {
        Some(name) => (true, name),
        None => (false, entry.strip_prefix('.').unwrap_or(entry)),
    };
    let Ok((name, named_port)) = url::host_and_port(name) else { return false };
    if named_port.is_some_and(|named| named != port) {
        return false;
    }
    match (address, name.parse::<IpAddr>()) {
        (Some(address), Ok(named)) => address == named.to_canonical(),
        (None, Err(_)) => {
            let name = name.strip_suffix('.').unwrap_or(&name);
            let before = host.strip_suffix(name);
            before.is_some_and(|before| before.ends_with('.') || (before.is_empty() && !wildcard))
        }
        // A name never matches part of an address, nor the other way around.
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The rows of the table in docs/networks.md: entry, hosts that it exempts, hosts that it does not.
    fn table() -> Vec<(String, Vec<String>, Vec<String>)> {
        let cell = |text: &str| text.split('`').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>();
        let page = include_str!("../../../docs/networks.md");
        let rows = page.lines().skip_while(|line| !line.starts_with("| `NO_PROXY` |")).skip(2);
        rows.take_while(|line| line.starts_with('|'))
            .map(|line| {
                let cells: Vec<&str> = line.split('|').collect();
                (cell(cells[1]).remove(0), cell(cells[2]), cell(cells[3]))
            })
            .collect()
    }

    fn is_exempt(list: &str, authority: &str) -> bool {
        let (host, port) = url::host_and_port(authority).unwrap();
        exempts(list, &host, port.unwrap_or(443))
    }

    #[test]
    fn every_row_of_the_documented_table_holds() {
        let table = table();
        assert!(table.len() >= 12, "the table is found: {table:?}");
        for (list, exempt, others) in table {
            for host in &exempt {
                assert!(is_exempt(&list, host), "{list} exempts {host}");
            }
            for host in &others {
                assert!(!is_exempt(&list, host), "{list} does not exempt {host}");
            }
            assert!(list == "*" || !others.is_empty(), "{list} has a counter-example");
        }
    }

    #[test]
    fn entries_that_mean_nothing_exempt_nobody() {
        for list in ["", " , ,", ".", "*.", "..", "10.0.0.0/33", "[::1", "corp:99999", "corp:", "a b\u{e4}"] {
            assert!(!is_exempt(list, "api.corp") && !is_exempt(list, "10.0.0.1"), "{list:?}");
        }
    }
}
