//! A TCP stream that mistreats the server's output as planned: cut short, reset, slowed, replaced. hyper above it writes
//! correct HTTP; everything that goes wrong goes wrong here.

use std::{
    future::Future,
    io,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll, ready},
    time::Duration,
};

use bytes::{Bytes, BytesMut};
use serde::Deserialize;
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
    time::{Sleep, sleep},
};

/// How one response is mistreated.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    /// Sent instead of the response.
    pub(crate) raw: Option<Bytes>,
    pub(crate) cut: Option<Cut>,
    pub(crate) then: Then,
    /// How many bytes are sent at once, and the pause after them.
    pub(crate) pace: Option<(usize, Duration)>,
    pub(crate) close_unannounced: bool,
}

/// Where a response ends too early.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Cut {
    /// After this many bytes of the whole response.
    Response(usize),
    /// After this many bytes of the body.
    Body(usize),
}

/// What happens to the connection afterwards.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Then {
    /// It is closed cleanly.
    #[default]
    Close,
    /// It is torn down (RST).
    Reset,
    /// Nothing more is ever sent.
    Hang,
}

impl Plan {
    pub(crate) fn does_something(&self) -> bool {
        self.raw.is_some() || self.cut.is_some() || self.pace.is_some() || self.close_unannounced
    }
}

/// The place where the service leaves the plan for the response that it is about to send.
pub(crate) type PlanSlot = Arc<Mutex<Option<Plan>>>;

pub(crate) struct Wire {
    stream: TcpStream,
    slot: PlanSlot,
    /// Bytes of a planned response that are still to be sent; `None` while nothing is planned.
    pending: Option<(BytesMut, Plan)>,
    pause: Option<Pin<Box<Sleep>>>,
    over: bool,
}

impl Wire {
    pub(crate) fn new(stream: TcpStream, slot: PlanSlot) -> Self {
        Self { stream, slot, pending: None, pause: None, over: false }
    }

    /// Takes the planned part of hyper's output; hyper writes a response of the sandbox in one piece.
    fn take(&mut self, output: &[u8], plan: Plan) {
        let bytes = match (&plan.raw, plan.cut) {
            (Some(raw), _) => raw.as_ref(),
            (None, None) => output,
            (None, Some(Cut::Response(most))) => &output[..most.min(output.len())],
            (None, Some(Cut::Body(most))) => {
                let head = output.windows(4).position(|four| four == b"\r\n\r\n").map_or(0, |at| at + 4);
                &output[..(head + most).min(output.len())]
            }
        };
        self.pending = Some((BytesMut::from(bytes), plan));
    }

    /// Sends what is pending, at its pace, then does what the plan says.
    fn drain(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let Some((bytes, plan)) = &mut self.pending else { return Poll::Ready(Ok(())) };
        while !bytes.is_empty() {
            if let Some(pause) = &mut self.pause {
                ready!(pause.as_mut().poll(cx));
                self.pause = None;
            }
            let most = plan.pace.map_or(bytes.len(), |(bytes, _)| bytes).min(bytes.len());
            let sent = ready!(Pin::new(&mut self.stream).poll_write(cx, &bytes[..most]))?;
            let _ = bytes.split_to(sent);
            self.pause = plan.pace.map(|(_, pause)| Box::pin(sleep(pause)));
        }
        let ends = plan.raw.is_some() || plan.cut.is_some();
        match plan.then {
            Then::Hang if ends => return Poll::Pending,
            Then::Reset if ends => {
                self.stream.set_zero_linger()?;
                self.over = true;
            }
            _ => self.over = ends || plan.close_unannounced,
        }
        self.pending = None;
        if self.over { Poll::Ready(Err(io::ErrorKind::BrokenPipe.into())) } else { Poll::Ready(Ok(())) }
    }
}

impl AsyncWrite for Wire {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, output: &[u8]) -> Poll<io::Result<usize>> {
        if self.over {
            return Poll::Ready(Err(io::ErrorKind::BrokenPipe.into()));
        }
        if self.pending.is_some() {
            ready!(self.drain(cx))?;
        }
        let plan = self.slot.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some(plan) = plan else { return Pin::new(&mut self.stream).poll_write(cx, output) };
        self.take(output, plan);
        Poll::Ready(Ok(output.len()))
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.drain(cx))?;
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

impl AsyncRead for Wire {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buffer)
    }
}
