//! An API with one route that is free and one that needs a key with the scope data:read.
//!
//! LATCHKEY_GATE_URL=http://127.0.0.1:3001 cargo run
use axum::extract::ConnectInfo;
use axum::routing::get;
use axum::{Extension, Json, Router};
use latchkey::tower::LatchkeyLayer;
use latchkey::{Decision, Gate, Requirement};
use serde_json::{json, Value};
use std::net::SocketAddr;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let gate = Gate::new(&value_of("LATCHKEY_GATE_URL", "http://127.0.0.1:3001"))?;
    let needs_a_key =
        LatchkeyLayer::new(gate, Requirement::new().scope("data:read")).client_ip(|extensions| {
            extensions
                .get::<ConnectInfo<SocketAddr>>()
                .map(|info| info.0.ip())
        });
    let app = Router::new()
        .route("/orders", get(orders))
        // The layer is for the routes before it.
        .route_layer(needs_a_key)
        .route("/health", get(health));
    let listener = tokio::net::TcpListener::bind(value_of("ADDRESS", "127.0.0.1:4000")).await?;
    println!("Listening on http://{}", listener.local_addr()?);
    axum::serve(
        listener,
        app.into_make_service_with_connect_info::<SocketAddr>(),
    )
    .await?;
    Ok(())
}

async fn health() -> Json<Value> {
    Json(json!({ "status": "ok" }))
}

async fn orders(Extension(key): Extension<Decision>) -> Json<Value> {
    Json(json!({ "orders": [], "customer": key.external_id, "plan": key.plan }))
}

fn value_of(name: &str, otherwise: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| otherwise.to_owned())
}
