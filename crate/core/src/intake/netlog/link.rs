//! Which bytes on which socket belong to which request.
//!
//! Decides it from what sources say of each other: a request is bound to a job, a job to a socket; a session of HTTP/2
//! has a socket and sends the headers of a request on a stream. Refuses to guess: bytes that nothing joins with a request
//! are dropped, and the request's body stays unseen.

use super::event::{Params, Phase};
use super::http1::Message;
use super::http2::Frames;
use super::names::{Kind, whole};
use super::recent::Recent;
use super::under_way::UnderWay;
use crate::intake::capture::loose::from_base64;

/// What the log says of the ways that requests take.
#[derive(Debug, Default)]
pub(super) struct Links {
    /// Controllers of jobs, and whether they go through a proxy.
    controllers: Recent<bool>,
    jobs: Recent<Job>,
    sockets: Recent<Socket>,
    sessions: Recent<Session>,
}

#[derive(Debug, Default)]
struct Job {
    socket: Option<i64>,
    /// The request that it turned out to be for. Sessions know only the job, and name it when it has long ended.
    request: Option<i64>,
    proxied: bool,
}

#[derive(Debug, Default)]
struct Session {
    socket: Option<i64>,
    proxied: bool,
}

#[derive(Debug, Default)]
struct Socket {
    /// The address at its other end.
    ip: Option<String>,
    /// What goes over it is encrypted: then its plain bytes are those that it is told before it encrypts them.
    tls: bool,
    carries: Carries,
}

#[derive(Debug, Default)]
enum Carries {
    #[default]
    Nothing,
    /// The message of one request after the other.
    Http1 {
        request: i64,
        message: Message,
    },
    Http2(Box<Frames>),
}

impl Links {
    /// Takes an event of anything that is no request.
    pub(super) fn take(
        &mut self,
        source: i64,
        kind: Kind,
        phase: Phase,
        params: &Params<'_>,
        under_way: &mut UnderWay,
    ) {
        match (kind, phase) {
            (Kind::ProxyResolved, _) => {
                *self.controllers.of(source) = is_proxied(params.proxy_chain.filled().as_deref())
            }
            (Kind::Job, Phase::Begin) => {
                let proxied =
                    params.dependency().and_then(|id| self.controllers.known(id)).is_some_and(|it| *it);
                *self.jobs.of(source) = Job { proxied, ..Job::default() };
            }
            (Kind::BoundToSocket, _) => self.jobs.of(source).socket = params.dependency(),
            (Kind::SocketAlive, Phase::Begin) => *self.sockets.of(source) = Socket::default(),
            (Kind::SocketAlive, Phase::End) => _ = self.sockets.forget(source),
            (Kind::Connect, Phase::End) => {
                self.sockets.of(source).ip = params.remote_address.filled().as_deref().and_then(without_port);
            }
            (Kind::Tls, Phase::Begin) => self.sockets.of(source).tls = true,
            (Kind::Session, Phase::Begin) => {
                let proxied = is_proxied(params.proxy.filled().as_deref());
                *self.sessions.of(source) = Session { socket: None, proxied };
            }
            (Kind::Session, Phase::End) => _ = self.sessions.forget(source),
            (Kind::SessionReady, _) => {
                self.sessions.of(source).socket = params.dependency();
                if let Some(socket) = params.dependency() {
                    let socket = self.sockets.of(socket);
                    (socket.tls, socket.carries) = (true, Carries::Http2(Box::default()));
                }
            }
            (Kind::SessionHeaders, _) => self.opens_stream(source, params, under_way),
            (Kind::PlainBytes | Kind::TlsBytes, _) => {
                let socket = self.sockets.of(source);
                socket.tls |= kind == Kind::TlsBytes;
                if socket.tls == (kind == Kind::TlsBytes) {
                    socket.carries.take(params, under_way);
                }
            }
            _ => {}
        }
    }

    /// A request is bound to a job: from here on the job's socket carries it, unless that carries streams. Gives the
    /// address at the other end, where no proxy stands between, and whether the bytes to come are the request's.
    pub(super) fn binds(
        &mut self,
        request: i64,
        secure: bool,
        params: &Params<'_>,
    ) -> Option<(bool, Option<String>)> {
        let job = self.jobs.of(params.dependency()?);
        job.request = Some(request);
        let proxied = job.proxied;
        let socket = self.sockets.known(job.socket?)?;
        let ip = socket.ip.clone().filter(|_| !proxied);
        if matches!(socket.carries, Carries::Http2(_)) {
            return Some((false, ip));
        }
        socket.tls |= secure;
        socket.carries = Carries::Http1 { request, message: Message::default() };
        Some((true, ip))
    }

    fn opens_stream(&mut self, session: i64, params: &Params<'_>, under_way: &mut UnderWay) {
        let (Some(asked), Some(stream)) = (params.dependency(), params.stream_id.0.and_then(whole)) else {
            return;
        };
        let request = self.jobs.known(asked).and_then(|job| job.request).unwrap_or(asked);
        let Some(session) = self.sessions.known(session) else { return };
        let proxied = session.proxied;
        let Some(socket) = session.socket.and_then(|id| self.sockets.known(id)) else { return };
        if let Some(request) = under_way.of(request) {
            request.arrives(false, socket.ip.clone().filter(|_| !proxied));
        }
        under_way.settle(request);
        if let Carries::Http2(frames) = &mut socket.carries {
            frames.open(stream, request);
        }
    }
}

impl Carries {
    fn take(&mut self, params: &Params<'_>, under_way: &mut UnderWay) {
        let Some(bytes) = params.bytes.bytes().and_then(|text| from_base64(&text)) else {
            return self.loses();
        };
        match self {
            Self::Nothing => {}
            Self::Http1 { request, message } => {
                let body = message.body_in(&bytes);
                if !body.is_empty() {
                    under_way.hears(*request, body, false);
                }
            }
            Self::Http2(frames) => {
                frames.take(&bytes, &mut |request, body, ends| under_way.hears(request, body, ends))
            }
        }
    }

    /// Bytes went out that the log does not hold: what follows cannot be placed.
    fn loses(&mut self) {
        *self = Self::Nothing;
    }
}

/// Whether a way goes through a proxy, as far as the log says it.
fn is_proxied(chain: Option<&str>) -> bool {
    chain.is_some_and(|chain| !chain.contains("direct://"))
}

fn without_port(address: &str) -> Option<String> {
    let (ip, _) = address.rsplit_once(':')?;
    Some(ip.trim_matches(['[', ']']).to_owned()).filter(|ip| !ip.is_empty())
}
