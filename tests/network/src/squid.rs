//! squid as a CONNECT proxy.

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    process::{Command, Stdio},
};

use tempfile::TempDir;

use crate::process::{Server, free_port};

/// A squid that tunnels to any host, optionally only with a password.
#[derive(Debug)]
pub struct Squid {
    port: u16,
    _server: Server,
}

impl Squid {
    /// One without a password.
    pub fn open() -> Self {
        Self::start("http_access allow all", |_| {})
    }

    /// One that requires a user and a password.
    pub fn with_password(user: &str, password: &str) -> Self {
        let settings = "auth_param basic program /usr/lib/squid/basic_ncsa_auth FOLDER/passwords\n\
                        acl known proxy_auth REQUIRED\nhttp_access allow known\nhttp_access deny all";
        Self::start(settings, |folder| {
            let hash = Command::new("openssl")
                .args(["passwd", "-apr1", password])
                .stderr(Stdio::null())
                .output()
                .expect("openssl");
            let line = format!("{user}:{}", String::from_utf8_lossy(&hash.stdout));
            fs::write(folder.path().join("passwords"), line).expect("passwords");
        })
    }

    fn start(settings: &str, prepare: impl FnOnce(&TempDir)) -> Self {
        let folder = TempDir::new().expect("a folder");
        // squid drops root for its own user, who must be able to write here.
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o777)).expect("permissions");
        prepare(&folder);
        let path = folder.path().display().to_string();
        let port = free_port();
        let config = format!(
            "http_port 127.0.0.1:{port}\npid_filename {path}/squid.pid\ncache_log {path}/cache.log\naccess_log none\n\
             cache deny all\ncoredump_dir {path}\nshutdown_lifetime 0 seconds\nvisible_hostname localhost\n\
             max_filedescriptors 1024\n{}\n",
            settings.replace("FOLDER", &path)
        );
        let file = folder.path().join("squid.conf");
        fs::write(&file, config).expect("squid.conf");
        let mut command = Command::new("squid");
        command.args(["-N", "-n", &format!("fusebill{port}"), "-f"]).arg(file);
        Self { port, _server: Server::start(command, port, folder) }
    }

    /// `127.0.0.1:PORT`
    pub fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }
}
