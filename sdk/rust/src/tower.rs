//! A tower layer that lets only requests pass that the gate allows.
use crate::gate::{Gate, GateRequest, Requirement};
use http::{Extensions, Request, Response, Uri};
use std::fmt;
use std::future::Future;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::task::{Context, Poll};
use tower_layer::Layer;
use tower_service::Service;

/// Protects a service: only requests that the gate allows reach it, with the [`Decision`](crate::Decision) in their
/// extensions. Others are answered with a problem.
#[derive(Clone)]
pub struct LatchkeyLayer {
    gate: Gate,
    requirement: Requirement,
    client_ip: fn(&Extensions) -> Option<IpAddr>,
    original_uri: fn(&Extensions) -> Option<&Uri>,
}

impl fmt::Debug for LatchkeyLayer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LatchkeyLayer").field("requirement", &self.requirement).finish_non_exhaustive()
    }
}

impl LatchkeyLayer {
    /// A layer for requests that need this.
    pub fn new(gate: Gate, requirement: Requirement) -> Self {
        let client_ip = |extensions: &Extensions| extensions.get::<SocketAddr>().map(SocketAddr::ip);
        Self { gate, requirement, client_ip, original_uri: |_| None }
    }

    /// Says from where a request comes, for the request log. By default a `SocketAddr` in the extensions; axum has a
    /// `ConnectInfo<SocketAddr>`.
    pub fn client_ip(mut self, client_ip: fn(&Extensions) -> Option<IpAddr>) -> Self {
        self.client_ip = client_ip;
        self
    }

    /// Says which URI a request had before a router took a part of it away, for the request log. By default the one that it
    /// has; axum has an `OriginalUri`.
    pub fn original_uri(mut self, original_uri: fn(&Extensions) -> Option<&Uri>) -> Self {
        self.original_uri = original_uri;
        self
    }
}

impl<S> Layer<S> for LatchkeyLayer {
    type Service = Protected<S>;

    fn layer(&self, inner: S) -> Protected<S> {
        Protected { inner, layer: self.clone() }
    }
}

/// A service behind a [`LatchkeyLayer`].
#[derive(Clone, Debug)]
pub struct Protected<S> {
    inner: S,
    layer: LatchkeyLayer,
}

impl<S, B, R> Service<Request<B>> for Protected<S>
where
    S: Service<Request<B>, Response = Response<R>> + Clone + Send + 'static,
    S::Future: Send,
    B: Send + 'static,
    R: From<Vec<u8>>,
{
    type Response = Response<R>;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Self::Error>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        // The one that is ready, and a new one for the next request.
        let next = self.inner.clone();
        let mut inner = std::mem::replace(&mut self.inner, next);
        let layer = self.layer.clone();
        Box::pin(async move {
            let (mut parts, body) = request.into_parts();
            let decision = {
                let uri = (layer.original_uri)(&parts.extensions).unwrap_or(&parts.uri);
                let uri = uri.path_and_query().map_or("/", |target| target.as_str());
                let ip = (layer.client_ip)(&parts.extensions);
                let asked = GateRequest { method: parts.method.as_str(), uri, headers: &parts.headers, ip };
                layer.gate.check(asked, &layer.requirement).await
            };
            if !decision.allowed {
                return Ok(decision.to_response());
            }
            let headers = decision.headers.clone();
            parts.extensions.insert(decision);
            let mut response = inner.call(Request::from_parts(parts, body)).await?;
            for name in headers.keys() {
                // What the handler says itself stays.
                if !response.headers().contains_key(name) {
                    let values = headers.get_all(name).iter().map(|value| (name.clone(), value.clone()));
                    response.headers_mut().extend(values);
                }
            }
            Ok(response)
        })
    }
}
