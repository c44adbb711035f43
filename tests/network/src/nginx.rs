//! nginx as a TLS front end.

use std::{fs, net::SocketAddr, process::Command};

use tempfile::TempDir;

use crate::{
    certificates::Leaf,
    process::{Server, free_port},
};

/// An nginx that speaks TLS and forwards everything to one address.
#[derive(Debug)]
pub struct Nginx {
    port: u16,
    _server: Server,
}

impl Nginx {
    /// Starts one in front of `upstream`; `settings` are additional lines for its `server` block.
    pub fn start(upstream: SocketAddr, leaf: &Leaf, settings: &str) -> Self {
        let folder = TempDir::new().expect("a folder");
        let path = folder.path().display().to_string();
        let port = free_port();
        fs::write(folder.path().join("cert.pem"), &leaf.certificate).expect("cert.pem");
        fs::write(folder.path().join("key.pem"), &leaf.key).expect("key.pem");
        let config = format!(
            "daemon off; master_process off; pid {path}/nginx.pid; error_log {path}/error.log;
             events {{ worker_connections 1024; }}
             http {{
               access_log off;
               client_body_temp_path {path}/body; proxy_temp_path {path}/proxy; fastcgi_temp_path {path}/fastcgi;
               uwsgi_temp_path {path}/uwsgi; scgi_temp_path {path}/scgi;
               upstream api {{ server {upstream}; keepalive 64; }}
               server {{
                 listen 127.0.0.1:{port} ssl;
                 ssl_certificate {path}/cert.pem; ssl_certificate_key {path}/key.pem;
                 location / {{ proxy_pass http://api; proxy_http_version 1.1; proxy_set_header Connection \"\"; }}
                 {settings}
               }}
             }}"
        );
        let file = folder.path().join("nginx.conf");
        fs::write(&file, config).expect("nginx.conf");
        let mut command = Command::new("nginx");
        command.arg("-p").arg(folder.path()).arg("-e").arg(folder.path().join("error.log")).arg("-c").arg(file);
        Self { port, _server: Server::start(command, port, folder) }
    }

    /// Its base URL, by name.
    pub fn url(&self) -> String {
        format!("https://localhost:{}", self.port)
    }
}
