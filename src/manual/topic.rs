//! The topics of the manual, and their sections.

use std::sync::LazyLock;

use thiserror::Error;

/// No topic is called so.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("the manual has no topic {typed}{}; it has {}", did_you_mean(*.near), Topic::words())]
pub struct NoTopic {
    typed: String,
    near: Option<&'static str>,
}

fn did_you_mean(word: Option<&str>) -> String {
    word.map_or_else(String::new, |word| format!(" (did you mean {word}?)"))
}

/// Makes everything that is told of each topic from its row: the variant, the word that stands for it, which is the name of
/// its file, too, and its title.
macro_rules! topics {
    ($($name:ident, $word:literal, $title:literal;)*) => {
        /// A topic of the manual.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Topic {
            $(#[doc = $title] $name,)*
        }

        impl Topic {
            /// In the order in which a newcomer reads them.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The word that stands for it.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$name => $word,)* }
            }

            /// The heading of its page.
            pub const fn title(self) -> &'static str {
                match self { $(Self::$name => $title,)* }
            }

            /// All of it, as Markdown.
            pub const fn text(self) -> &'static str {
                match self {
                    $(Self::$name => {
                        include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/assets/manual/", $word, ".md"))
                    })*
                }
            }
        }
    };
}

topics! {
    Tour, "tour", "Five minutes at the bench";
    Screen, "screen", "The screen";
    Keys, "keys", "Keys and commands";
    Light, "light", "Light";
    Traces, "traces", "Traces";
    Files, "files", "Files";
    Analysis, "analysis", "Analysis";
    Figures, "figures", "Figures";
    Shell, "shell", "Shell commands";
    Serve, "serve", "The service";
    Python, "python", "Python";
    Settings, "settings", "Settings";
    Simulator, "simulator", "The simulator";
    Protocol, "protocol", "The protocol";
    Promises, "promises", "Promises";
    Troubleshooting, "troubleshooting", "Troubleshooting";
    Glossary, "glossary", "Glossary";
}

/// A part of a topic: from one heading of the second level to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Section {
    /// The page that it is on.
    pub topic: Topic,
    /// Which of the topic's headings it stands below, from 0; the topic's title is none of them.
    pub number: usize,
    /// The heading of the section.
    pub title: &'static str,
    /// Heading and text, as Markdown.
    pub text: &'static str,
}

impl Topic {
    /// Reads a word, or the beginning of one that begins no other.
    ///
    /// # Errors
    /// If no topic is called so, or several are; with the nearest.
    pub fn read(typed: &str) -> Result<Self, NoTopic> {
        let typed = typed.trim().to_lowercase();
        if let Some(topic) = Self::ALL.iter().find(|topic| topic.word() == typed) {
            return Ok(*topic);
        }
        let begun: Vec<Self> = Self::ALL
            .iter()
            .copied()
            .filter(|topic| !typed.is_empty() && topic.word().starts_with(&typed))
            .collect();
        if let [only] = begun[..] {
            return Ok(only);
        }
        let near = Self::ALL
            .iter()
            .map(|topic| (strsim::damerau_levenshtein(&typed, topic.word()), topic.word()))
            .filter(|(distance, _)| *distance <= 2)
            .min();
        Err(NoTopic { near: near.map(|(_, word)| word), typed: crate::core::text::clean(&typed) })
    }

    /// The words of all topics, with commas between them.
    pub fn words() -> String {
        let words: Vec<&str> = Self::ALL.iter().map(|topic| topic.word()).collect();
        words.join(", ")
    }

    /// Its place in the order.
    #[expect(clippy::as_conversions, reason = "the places of variants are from 0 on")]
    pub const fn index(self) -> usize {
        self as usize
    }

    /// The one that stands so many places further, at most the last one.
    #[must_use]
    pub fn further(self, by: isize) -> Self {
        let at = self.index().saturating_add_signed(by).min(Self::ALL.len() - 1);
        Self::ALL[at]
    }
}

/// All sections, in the order of the topics.
pub fn sections() -> &'static [Section] {
    static SECTIONS: LazyLock<Vec<Section>> =
        LazyLock::new(|| Topic::ALL.iter().flat_map(|topic| parted(*topic)).collect());
    &SECTIONS
}

/// A topic's sections.
fn parted(topic: Topic) -> Vec<Section> {
    let text = topic.text();
    let mut begins = Vec::new();
    let (mut at, mut in_code) = (0, false);
    for line in text.split_inclusive('\n') {
        if line.starts_with("```") {
            in_code = !in_code;
        } else if let Some(title) = line.strip_prefix("## ").filter(|_| !in_code) {
            begins.push((at, title.trim()));
        }
        at += line.len();
    }
    let ends = begins.iter().skip(1).map(|(begin, _)| *begin).chain([text.len()]);
    let parts = begins.iter().zip(ends).enumerate();
    parts
        .map(|(number, ((begin, title), end))| Section { topic, number, title, text: &text[*begin..end] })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_topic_begins_with_its_title_and_has_sections() {
        for topic in Topic::ALL {
            assert!(topic.text().starts_with(&format!("# {}\n", topic.title())), "{topic:?}");
            let parts = parted(*topic);
            assert!(parts.iter().all(|part| part.text.starts_with(&format!("## {}\n", part.title))));
            assert!(!parts.is_empty(), "{topic:?}");
        }
    }

    #[test]
    fn a_topic_is_read_by_its_word_or_the_beginning_of_it() {
        assert_eq!(Topic::read("Files"), Ok(Topic::Files));
        assert_eq!(Topic::read("tro"), Ok(Topic::Troubleshooting));
        let refused = Topic::read("s").unwrap_err();
        assert!(refused.to_string().contains("no topic s; it has tour, "), "{refused}");
        let refused = Topic::read("lihgt").unwrap_err();
        assert!(refused.to_string().contains("did you mean light?"), "{refused}");
        assert!(Topic::read("").is_err());
        assert_eq!(Topic::Glossary.further(1), Topic::Glossary);
        assert_eq!(Topic::Tour.further(-1), Topic::Tour);
        assert_eq!(Topic::Tour.further(1), Topic::Screen);
    }
}
