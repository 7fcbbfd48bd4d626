//! From a request to its row: who may, whether the instrument is there, what is said with it, and then its function.

use std::net::IpAddr;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::{FromRequestParts, RawPathParams, Request};
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_METHOD, HeaderName,
    IF_NONE_MATCH, ORIGIN, UPGRADE, VARY,
};
use axum::http::{HeaderMap, HeaderValue, Method as Verb, Response, StatusCode};
use axum::routing::any;
use tokio::time::timeout;

use super::answer::{Answered, HttpError, content};
use super::call::Call;
use super::input::{self, Came};
use super::listener::{BODY, Limits, Peer};
use super::routes;
use super::row::{Link, Row};
use super::service::Service;
use super::shape::Method;
use crate::core::text::clip;

/// Rows of one path.
type Rows = Arc<[&'static Row]>;

/// The router of the whole table.
pub(super) fn of(service: Arc<Service>) -> Router {
    let mut router = Router::new();
    let mut paths: Vec<&str> = routes::all().map(|row| &*row.path).collect();
    paths.sort_unstable();
    paths.dedup();
    for path in paths {
        let rows: Rows = routes::all().filter(|row| row.path == path).collect();
        let service = Arc::clone(&service);
        router = router.route(
            path,
            any(move |parameters: RawPathParams, request: Request| {
                let parameters = parameters.iter().map(|(name, value)| (name.into(), value.into())).collect();
                respond(Arc::clone(&service), Arc::clone(&rows), parameters, request)
            }),
        );
    }
    let nothing: Rows = Arc::from([]);
    router.fallback(move |request: Request| respond(service, nothing, Vec::new(), request))
}

async fn respond(
    service: Arc<Service>,
    rows: Rows,
    parameters: Vec<(String, String)>,
    request: Request,
) -> Response<Body> {
    let origin = request.headers().get(ORIGIN).cloned();
    let asked = Asked::of(&request);
    let outcome = outcome(&service, &rows, &asked, parameters, request).await;
    let mut response = outcome.unwrap_or_else(HttpError::response);
    asked.note(&service, response.status());
    // Who got as far as here with one may read what comes; who did not may not.
    if response.status() != StatusCode::FORBIDDEN
        && let Some(origin) = origin
    {
        let headers = response.headers_mut();
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.insert(ACCESS_CONTROL_ALLOW_CREDENTIALS, HeaderValue::from_static("true"));
        headers.insert(VARY, HeaderValue::from_static("Origin"));
    }
    response
}

/// What was asked and by whom, for the log.
struct Asked {
    what: String,
    peer: Option<Peer>,
    changes: bool,
}

impl Asked {
    fn of(request: &Request) -> Self {
        let what = clip(&format!("{} {}", request.method(), request.uri().path()), 200);
        let peer = request.extensions().get::<Peer>().copied();
        Self { what, peer, changes: request.method() != Verb::GET }
    }

    /// Tells whoever sits at the screen what is done now.
    fn begin(&self, service: &Service) {
        if self.changes {
            service.tell(&self.what, self.from());
        }
    }

    fn from(&self) -> Option<IpAddr> {
        self.peer.map(|Peer(peer)| peer.ip())
    }

    /// What changes something is noted, and what is not let in.
    fn note(&self, service: &Service, status: StatusCode) {
        if self.changes && (status.is_client_error() || status.is_server_error()) {
            let refused = [StatusCode::UNAUTHORIZED, StatusCode::FORBIDDEN].contains(&status);
            let word = if refused { "refused" } else { "failed" };
            service.tell(&format!("{} {word} ({})", self.what, status.as_u16()), self.from());
        }
        let Self { what, peer, changes } = self;
        let by = peer.map_or_else(|| "nobody".to_owned(), |Peer(peer)| peer.to_string());
        if [StatusCode::UNAUTHORIZED, StatusCode::FORBIDDEN].contains(&status) {
            tracing::warn!("{what} by {by}: refused, {}", status.as_u16());
        } else if *changes {
            tracing::info!("{what} by {by}: {}", status.as_u16());
        }
    }
}

/// What a browser asks before it asks.
fn preflight(headers: &HeaderMap) -> Response<Body> {
    let mut response = content(StatusCode::OK, "text/plain; charset=utf-8", "OK");
    let fields: [(HeaderName, &str); 3] = [
        (ACCESS_CONTROL_ALLOW_METHODS, Method::NAMES),
        (ACCESS_CONTROL_ALLOW_HEADERS, "authorization, content-type, if-none-match"),
        (ACCESS_CONTROL_MAX_AGE, "600"),
    ];
    for (name, value) in fields {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    debug_assert!(headers.contains_key(ACCESS_CONTROL_REQUEST_METHOD));
    response
}

async fn outcome(
    service: &Arc<Service>,
    rows: &Rows,
    asked: &Asked,
    parameters: Vec<(String, String)>,
    request: Request,
) -> Answered {
    let (mut parts, body) = request.into_parts();
    let mut visitor = service.policy.enter(&parts.uri, &parts.headers)?;
    let asks_first =
        parts.method == Verb::OPTIONS && parts.headers.contains_key(ACCESS_CONTROL_REQUEST_METHOD);
    if asks_first && parts.headers.contains_key(ORIGIN) {
        return Ok(preflight(&parts.headers));
    }
    let held = parts.headers.get(IF_NONE_MATCH).and_then(|held| held.to_str().ok());
    let if_none_match = held.map(ToOwned::to_owned);
    let upgrade = WebSocketUpgrade::from_request_parts(&mut parts, &()).await.ok();
    let query = parts.uri.query().unwrap_or_default();
    let is_it = |row: &&&Row| {
        (row.method == Method::Socket) == upgrade.is_some() && row.method.name() == parts.method
    };
    let Some(row) = rows.iter().find(is_it) else {
        return Err(none(rows, &parts.method, parts.uri.path(), query, parts.headers.contains_key(UPGRADE)));
    };
    // A browser sends no header with the handshake.
    if row.method == Method::Socket
        && let Some((_, token)) = input::query(query).iter().find(|(name, _)| name == "token")
    {
        visitor = service.policy.shown_in_query(visitor, token);
    }
    let line = service.line();
    service.policy.may(visitor, row.right, &line.access)?;
    if row.link == Link::Needed {
        line.settled().await;
        if !line.is_connected() {
            return Err(HttpError::not_connected());
        }
    }
    let body = read(body, service.limits).await?;
    let values = input::read(
        (row.inputs, row.sent),
        &Came { path: &parameters, query, body: &body },
        &line.watching.defaults,
    );
    // Handshakes are refused with one code whatever is wrong.
    let refused = |error: HttpError| match row.method {
        Method::Socket => HttpError::forbidden(error.detail),
        Method::Get | Method::Post | Method::Put => error,
    };
    let values = values.map_err(refused)?;
    asked.begin(service);
    let (service, right) = (Arc::clone(service), row.right);
    row.run.run(Call { service, line, visitor, right, if_none_match, values, upgrade }).await
}

/// Why there is no row for a request.
fn none(rows: &Rows, method: &Verb, path: &str, query: &str, upgrades: bool) -> HttpError {
    if upgrades && method == Verb::GET {
        return HttpError::forbidden("there is no WebSocket of this name");
    }
    let allowed: Vec<&str> =
        rows.iter().filter(|row| row.method != Method::Socket).map(|row| row.method.name()).collect();
    if !allowed.is_empty() {
        return HttpError::wrong_method(allowed.join(", "));
    }
    let shorter = path.trim_end_matches('/');
    if shorter.len() < path.len() && !shorter.is_empty() && is_path(shorter) {
        let query = if query.is_empty() { String::new() } else { format!("?{query}") };
        return HttpError::elsewhere(format!("{shorter}{query}"));
    }
    HttpError::not_found()
}

/// Whether there is something at a path.
fn is_path(path: &str) -> bool {
    let fits = |row: &Row| {
        let mut said = path.split('/');
        let all = row
            .path
            .split('/')
            .all(|part| said.next().is_some_and(|said| part.starts_with('{') || part == said));
        all && said.next().is_none()
    };
    routes::all().any(fits)
}

/// The body, if it is neither too long nor too slow.
async fn read(body: Body, limits: Limits) -> Result<Vec<u8>, HttpError> {
    let late = |_| HttpError::new(StatusCode::REQUEST_TIMEOUT, "the body did not come in time");
    let read = timeout(limits.body, to_bytes(body, BODY)).await.map_err(late)?;
    let words = format!("the body is longer than {BODY} bytes, or was cut off");
    read.map(Into::into).map_err(|_| HttpError::new(StatusCode::PAYLOAD_TOO_LARGE, words))
}
