// snippet: webhooks.md | Rust | rust | 1

use std::env;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};

fn answer(signer: &WebhookSigner, stream: TcpStream) -> Result<(), Box<dyn std::error::Error>> {
    let mut stream = BufReader::new(stream);
    let (mut line, mut length) = (String::new(), 0);
    while stream.read_line(&mut line)? > 2 {
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse()?;
        }
        line.clear();
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body)?;
    let status = match dispatch_event(signer, &body) {
        Ok(_) => "204 No Content",
        Err(_) => "400 Bad Request",
    };
    let head = format!("HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
    stream.get_mut().write_all(head.as_bytes())?;
    Ok(())
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let signer = WebhookSigner::new(env::var("NOTIFIZZ_WEBHOOK_SIGNING_SECRET")?)?;
    let listener = TcpListener::bind(("127.0.0.1", env::var("PORT")?.parse()?))?;
    for stream in listener.incoming() {
        if let Err(error) = answer(&signer, stream?) {
            eprintln!("{error}");
        }
    }
    Ok(())
}
