//! Whoever else is at the bench, by the service beside the screen.

use crate::core::event::Severity;
use crate::ui::frame::state::State;
use crate::ui::messages::Message;

impl State {
    /// Tells the operator something that may come again and again.
    pub(crate) fn tell_again(&mut self, words: String) {
        let at = self.context.wall.clone();
        self.messages.push_again(Message { at, level: Severity::Info, words, file: None, times: 1 });
    }

    /// Tells the operator who is connected to the service.
    pub(in crate::ui) fn tell_clients(&mut self) {
        let Some(served) = &self.context.served else {
            return self.inform("nobody else is served; ctp10 --serve does that");
        };
        let of = |(from, count): (&std::net::IpAddr, &usize)| match count {
            1 => from.to_string(),
            count => format!("{from} ({count} connections)"),
        };
        let all: Vec<String> = served.connected.iter().map(of).collect();
        let who = if all.is_empty() { "nobody is connected".to_owned() } else { all.join(", ") };
        let words = format!("served on http://{}: {who}", served.at);
        self.inform(words);
    }
}
