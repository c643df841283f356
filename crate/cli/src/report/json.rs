//! A report as `telltale/report/1`, written request by request.
//!
//! Decides the order of keys: the requests come before what only the whole capture shows. Refuses to know what a row
//! looks like: the core does, and `docs/report.schema.json` says it.

use std::io::{self, BufWriter, StdoutLock, Write};

use telltale_core::judge::Judge;
use telltale_core::record::Record;
use telltale_core::report::{ListRow, RequestRow, SCHEMA, Showing, TOOL};

use super::{End, Writer};

/// A report that is being written.
pub(super) struct Json {
    out: BufWriter<StdoutLock<'static>>,
    lists: Vec<ListRow>,
    begun: bool,
}

impl Json {
    pub(super) fn new(judge: &Judge, showing: &Showing) -> Self {
        let out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
        Self { out, lists: ListRow::of(judge, showing), begun: false }
    }

    /// Nothing is written before the first request: until then a file may turn out to be no capture.
    fn begin(&mut self) -> io::Result<()> {
        if self.begun {
            return Ok(());
        }
        self.begun = true;
        let (schema, tool, lists) = (text(&SCHEMA)?, text(&TOOL)?, text(&self.lists)?);
        write!(self.out, "{{\"schema\":{schema},\n\"tool\":{tool},\n\"lists\":{lists},\n\"requests\":[")
    }
}

impl Writer for Json {
    fn request(&mut self, record: &Record, showing: &Showing) -> io::Result<()> {
        let separator: &[u8] = if self.begun { b",\n" } else { b"\n" };
        self.begin()?;
        self.out.write_all(separator)?;
        serde_json::to_writer(&mut self.out, &RequestRow::new(record, showing)).map_err(io::Error::from)
    }

    fn finish(mut self: Box<Self>, end: &End) -> io::Result<()> {
        self.begin()?;
        let (captures, summary, spots) = (text(&end.captures)?, text(&end.summary)?, text(&end.blind_spots)?);
        writeln!(
            self.out,
            "\n],\n\"captures\":{captures},\n\"summary\":{summary},\n\"blind_spots\":{spots}}}"
        )?;
        self.out.flush()
    }
}

fn text(value: &impl serde::Serialize) -> io::Result<String> {
    serde_json::to_string(value).map_err(io::Error::from)
}
