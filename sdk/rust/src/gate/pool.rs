use super::{MOST_BYTES, MOST_QUESTIONS};
use bytes::Bytes;
use http::{HeaderMap, Request};
use http_body_util::{BodyExt, Empty, Limited};
use hyper::client::conn::http1::{handshake, SendRequest};
use hyper_util::rt::TokioIo;
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::net::TcpStream;
use tokio::runtime::{Handle, Id};
use url::Url;

type Connection = SendRequest<Empty<Bytes>>;
/// Status, headers and body.
pub(super) type Answer = (u16, HeaderMap, Vec<u8>);

/// Why there is no whole answer.
enum Failed {
    /// The connection ended before the answer began.
    Closed,
    /// The question may have been counted.
    Otherwise,
}

/// Connections to the gate port that are kept. It knows whether a connection is new: only on one that was kept may a question
/// be repeated, because the gate can have closed it in the meantime.
pub(super) struct Pool {
    address: String,
    path: String,
    /// With the runtime that drives each. Another one can be busy, or stand still.
    kept: Mutex<Vec<(Id, Connection)>>,
}

impl Pool {
    pub fn new(url: &Url) -> Self {
        let host = url.host_str().unwrap_or_default();
        let address = format!("{host}:{}", url.port_or_known_default().unwrap_or(80));
        Self { address, path: url.path().trim_end_matches('/').to_owned(), kept: Mutex::default() }
    }

    /// Sends a GET. None without a whole answer.
    pub async fn get(&self, target: &str, headers: HeaderMap) -> Option<Answer> {
        while let Some(mut kept) = self.take() {
            // One that was closed before it is used. If it is closed while it is used, the question is asked once more.
            if kept.ready().await.is_err() {
                continue;
            }
            match self.ask(kept, target, &headers).await {
                Err(Failed::Closed) => break,
                asked => return asked.ok(),
            }
        }
        let stream = TcpStream::connect(&self.address).await.ok()?;
        stream.set_nodelay(true).ok()?;
        let (connection, driver) = handshake(TokioIo::new(stream)).await.ok()?;
        tokio::spawn(async move {
            // It ends when either side closes the connection.
            let _ = driver.await;
        });
        self.ask(connection, target, &headers).await.ok()
    }

    fn take(&self) -> Option<Connection> {
        let (mut kept, here) = (self.kept(), Handle::current().id());
        kept.retain(|(_, connection)| !connection.is_closed());
        let last = kept.iter().rposition(|(runtime, _)| *runtime == here)?;
        Some(kept.remove(last).1)
    }

    fn keep(&self, connection: Connection) {
        let mut kept = self.kept();
        if kept.len() < MOST_QUESTIONS {
            kept.push((Handle::current().id(), connection));
        }
    }

    fn kept(&self) -> MutexGuard<'_, Vec<(Id, Connection)>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn ask(&self, mut connection: Connection, target: &str, headers: &HeaderMap) -> Result<Answer, Failed> {
        let built = Request::get(format!("{}{target}", self.path)).body(Empty::new());
        let (Ok(mut request), Ok(host)) = (built, self.address.parse()) else { return Err(Failed::Otherwise) };
        *request.headers_mut() = headers.clone();
        request.headers_mut().insert("host", host);
        let answer = connection.send_request(request).await;
        let answer = answer.map_err(|error| if error.is_parse() { Failed::Otherwise } else { Failed::Closed })?;
        let (parts, body) = answer.into_parts();
        let body = Limited::new(body, MOST_BYTES).collect().await.map_err(|_| Failed::Otherwise)?.to_bytes().to_vec();
        self.keep(connection);
        Ok((parts.status.as_u16(), parts.headers, body))
    }
}
